using System.Globalization;
using System.Reflection;
using Runtime.Host.Http;

namespace Runtime.Host.Triggers;

/// <summary>Binds a parameter to what an event tells under its name.</summary>
internal static class EventValue
{
    /// <exception cref="FormatException">The value cannot be read as the parameter's type.</exception>
    public static object? Read(TriggerEvent happened, ParameterInfo parameter)
    {
        if (!happened.Data.TryGetValue(parameter.Name!, out var value) || value is null)
            return parameter.HasDefaultValue ? parameter.DefaultValue : null;
        if (parameter.ParameterType.IsInstanceOfType(value))
            return value;
        var format = value is DateTimeOffset or DateTime ? "O" : null;
        var text = value is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : value.ToString()!;
        return TextConversion.TryRead(text, parameter.ParameterType, out var converted)
            ? converted
            : throw new FormatException($"'{parameter.Name}' is '{text}', which is no {parameter.ParameterType.Name}.");
    }
}
