using System.Diagnostics.CodeAnalysis;

namespace Microsoft.Azure.Functions.Worker.Converters;

/// <summary>The binding attribute of the parameter a value is converted for.</summary>
public static class ConverterContextExtensions
{
    /// <summary>Key of the attribute among the properties.</summary>
    internal const string BindingAttributeKey = "bindingAttribute";

    /// <summary>The attribute, if it is of that type.</summary>
    public static bool TryGetBindingAttribute<T>(this ConverterContext context, [NotNullWhen(true)] out object? bindingAttribute)
        where T : Attribute => context.TryGetBindingAttribute(typeof(T), out bindingAttribute);

    /// <summary>The attribute, if it is of that type.</summary>
    public static bool TryGetBindingAttribute(
        this ConverterContext context, Type type, [NotNullWhen(true)] out object? bindingAttribute)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(type);
        context.Properties.TryGetValue(BindingAttributeKey, out var found);
        bindingAttribute = type.IsInstanceOfType(found) ? found : null;
        return bindingAttribute is not null;
    }
}
