using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Runtime.Host.Discovery;

/// <summary>Which of the app's converters are asked for a parameter, and in which order.</summary>
internal static class InputConverters
{
    /// <summary>Those named at the parameter, at its type, at its other attributes' classes, and then those of all parameters.</summary>
    public static IReadOnlyList<Type> For(ParameterInfo parameter, IReadOnlyList<Type> ofAll)
    {
        var named = parameter.GetCustomAttributes<InputConverterAttribute>()
            .Concat(Target(parameter).GetCustomAttributes<InputConverterAttribute>())
            .Concat(parameter.GetCustomAttributes().SelectMany(attribute => attribute.GetType().GetCustomAttributes<InputConverterAttribute>()))
            .Where(attribute => attribute is not FromBodyAttribute)
            .Select(attribute => attribute.ConverterType);
        return [.. named.Concat(ofAll).Distinct().Where(converter => Makes(converter, parameter.ParameterType))];
    }

    /// <summary>The converters of all parameters that the app's services register. They are options, which no container holds yet.</summary>
    public static IReadOnlyList<Type> OfAll(IServiceCollection services)
    {
        var options = new WorkerOptions();
        foreach (var service in services)
        {
            if (service is { IsKeyedService: false, ImplementationInstance: IConfigureOptions<WorkerOptions> known })
                known.Configure(options);
        }
        return [.. options.InputConverters];
    }

    /// <summary>Whether the host's own ways are tried when no converter knows the value.</summary>
    public static bool FallsBack(ParameterInfo parameter) => !parameter.GetCustomAttributes().Any(
        attribute => attribute.GetType().GetCustomAttribute<ConverterFallbackBehaviorAttribute>()?.Behavior == ConverterFallbackBehavior.Disallow);

    // A converter that names the types it makes is not asked for others.
    private static bool Makes(Type converter, Type wanted)
    {
        var made = converter.GetCustomAttributes<SupportedTargetTypeAttribute>().Select(attribute => attribute.TargetType).ToList();
        return made.Count == 0 || made.Contains(wanted) || made.Contains(Nullable.GetUnderlyingType(wanted) ?? wanted);
    }

    private static Type Target(ParameterInfo parameter) => Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
}
