namespace Microsoft.Azure.Functions.Worker.Converters;

/// <summary>Whether other converters are asked when those of a binding do not know a value.</summary>
public enum ConverterFallbackBehavior
{
    /// <summary>They are.</summary>
    Allow = 0,

    /// <summary>They are not.</summary>
    Disallow = 1,

    /// <summary>The same as <see cref="Allow"/>.</summary>
    Default = Allow,
}

/// <summary>Says whether other converters are asked.</summary>
/// <param name="fallbackBehavior">Whether they are.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ConverterFallbackBehaviorAttribute(ConverterFallbackBehavior fallbackBehavior) : Attribute
{
    /// <summary>Whether they are.</summary>
    public ConverterFallbackBehavior Behavior { get; } = fallbackBehavior;
}

/// <summary>Names a converter for a type or parameter.</summary>
/// <param name="converterType">A type that implements <see cref="IInputConverter"/>.</param>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Interface | AttributeTargets.Parameter,
    AllowMultiple = true)]
public class InputConverterAttribute(Type converterType) : Attribute
{
    /// <summary>The converter.</summary>
    public Type ConverterType { get; } = converterType;
}

/// <summary>Names a type a converter can make.</summary>
/// <param name="targetType">The type.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class SupportedTargetTypeAttribute(Type targetType) : Attribute
{
    /// <summary>The type.</summary>
    public Type TargetType { get; } = targetType;
}
