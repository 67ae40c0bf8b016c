using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Runtime.Host.Http;

/// <summary>Binds a parameter to the route value of its name, else to the query value, else to its default.</summary>
internal static class RouteOrQuery
{
    public static object? Read(HttpRequest request, ParameterInfo parameter)
    {
        var name = parameter.Name!;
        var text = request.RouteValues.TryGetValue(name, out var value) && value is not null
            ? value.ToString()
            : request.Query.TryGetValue(name, out var query) ? query.ToString() : null;
        if (text is null)
            return Missing(parameter);
        return TextConversion.TryRead(text, parameter.ParameterType, out var converted)
            ? converted
            : throw new BadInputException($"'{name}' must be {Describe(parameter.ParameterType)}.");
    }

    private static object? Missing(ParameterInfo parameter)
    {
        if (parameter.HasDefaultValue)
            return parameter.DefaultValue;
        return parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null
            ? throw new BadInputException($"'{parameter.Name}' is missing.")
            : null;
    }

    private static string Describe(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
            return $"one of {string.Join(", ", Enum.GetNames(type))}";
        return type.Name switch
        {
            nameof(Int32) or nameof(Int64) or nameof(Int16) => "a whole number",
            nameof(Boolean) => "true or false",
            nameof(Guid) => "a GUID",
            _ => $"a value of type {type.Name}",
        };
    }
}
