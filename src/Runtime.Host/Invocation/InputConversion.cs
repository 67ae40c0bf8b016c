using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Host.Discovery;
using Runtime.Host.Http;

namespace Runtime.Host.Invocation;

/// <summary>Asks the app's converters for the value of a parameter.</summary>
internal static class InputConversion
{
    private static readonly ConcurrentDictionary<Type, ObjectFactory> Factories = new();

    /// <summary>The first converter's value that makes one; null when none knows the value.</summary>
    /// <exception cref="FunctionInputConverterException">A converter knows such values and could not make this one, or none does and nobody is
    /// left to ask.</exception>
    public static async ValueTask<(bool Made, object? Value)> TryAsync(InvocationContext context, BoundParameter bound)
    {
        var asked = new Asked(bound.Parameter, await SourceAsync(context, bound), context);
        foreach (var type in bound.Converters)
        {
            var result = await Converter(type, context).ConvertAsync(asked);
            if (result.Status == ConversionStatus.Succeeded)
                return (true, result.Value);
            if (result.Status == ConversionStatus.Failed)
                throw new FunctionInputConverterException(
                    $"{type.Name} could not make the parameter '{bound.Parameter.Name}' of function '{context.Function.Model.Name}'.", result.Error);
        }
        return bound.Source != ParameterSource.Converted
            ? (false, null)
            : throw new FunctionInputConverterException(
                $"None of the converters knows the value for the parameter '{bound.Parameter.Name}' of function '{context.Function.Model.Name}'.");
    }

    // Registered ones are the container's; others are made for the call, with services for their constructor.
    private static IInputConverter Converter(Type type, InvocationContext context) =>
        (IInputConverter)(context.InstanceServices.GetService(type)
            ?? Factories.GetOrAdd(type, static wanted => ActivatorUtilities.CreateFactory(wanted, Type.EmptyTypes))(context.InstanceServices, []));

    private static async ValueTask<object?> SourceAsync(InvocationContext context, BoundParameter bound)
    {
        if (context.Source.Input is JsonElement json && bound.Parameter == context.Function.Model.Trigger.Parameter)
            return json.ValueKind == JsonValueKind.String ? json.GetString() : json.GetRawText();
        if (context.Source.Event is { } happened && bound.Source == ParameterSource.Event)
            return await happened.ReadAsync(typeof(string), context.InstanceServices, context.CancellationToken);
        if (context.Source.Http is null)
            return context.BindingContext.BindingData.GetValueOrDefault(bound.Parameter.Name!);
        return bound.Parameter == context.Function.Model.Trigger.Parameter
            ? HostHttpRequestData.For(context)
            : context.BindingContext.BindingData.GetValueOrDefault(bound.Parameter.Name!);
    }

    private sealed class Asked(ParameterInfo parameter, object? source, FunctionContext call) : ConverterContext
    {
        public override Type TargetType => parameter.ParameterType;

        public override object? Source => source;

        public override FunctionContext FunctionContext => call;

        public override IReadOnlyDictionary<string, object> Properties { get; } =
            parameter.GetCustomAttributes().FirstOrDefault(attribute => attribute is BindingAttribute or InputConverterAttribute) is { } attribute
                ? new Dictionary<string, object>(StringComparer.Ordinal) { [ConverterContextExtensions.BindingAttributeKey] = attribute }
                : new Dictionary<string, object>(StringComparer.Ordinal);
    }
}
