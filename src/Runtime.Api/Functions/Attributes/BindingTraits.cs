namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Whether a binding handles one value or many.</summary>
public enum Cardinality
{
    /// <summary>Many values at once.</summary>
    Many = 0,

    /// <summary>One value.</summary>
    One = 1,
}

/// <summary>A binding that can handle one value or many.</summary>
public interface ISupportCardinality
{
    /// <summary>One value or many.</summary>
    Cardinality Cardinality { get; set; }
}

/// <summary>Names of what a binding can do.</summary>
public static class KnownBindingCapabilities
{
    /// <summary>The trigger calls a failed function again as its retry attribute says.</summary>
    public const string FunctionLevelRetry = "FunctionLevelRetry";
}

/// <summary>Says what a binding can do.</summary>
/// <param name="capabilities">See <see cref="KnownBindingCapabilities"/>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BindingCapabilitiesAttribute(params string[] capabilities) : Attribute
{
    /// <summary>What the binding can do.</summary>
    public string[] Capabilities { get; } = capabilities;
}

/// <summary>Gives a property another name in the function's metadata.</summary>
/// <param name="bindingPropertyName">The other name.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BindingPropertyNameAttribute(string bindingPropertyName) : Attribute
{
    /// <summary>The name in the metadata.</summary>
    public string BindingPropertyName { get; } = bindingPropertyName;
}

/// <summary>The value a property of a binding has when nothing is said.</summary>
[AttributeUsage(AttributeTargets.Property)]
public class DefaultValueAttribute : Attribute
{
    /// <summary>A text.</summary>
    public DefaultValueAttribute(string stringDefault) => DefaultStringValue = stringDefault;

    /// <summary>A Boolean.</summary>
    public DefaultValueAttribute(bool boolDefault) => DefaultBoolValue = boolDefault;

    /// <summary>The text, or null.</summary>
    public string? DefaultStringValue { get; }

    /// <summary>The Boolean, or null.</summary>
    public bool? DefaultBoolValue { get; }
}

/// <summary>Names the host extension behind a worker extension.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public class ExtensionInformationAttribute : Attribute
{
    /// <summary>An extension by package and version.</summary>
    public ExtensionInformationAttribute(string extensionPackage, string extensionVersion)
        : this(extensionPackage, extensionVersion, enableImplicitRegistration: false)
    {
    }

    /// <summary>An extension by package and version that may be registered without being asked for.</summary>
    public ExtensionInformationAttribute(string extensionPackage, string extensionVersion, bool enableImplicitRegistration)
    {
        ExtensionPackage = extensionPackage;
        ExtensionVersion = extensionVersion;
        EnableImplicitRegistration = enableImplicitRegistration;
    }

    /// <summary>The package.</summary>
    public string ExtensionPackage { get; }

    /// <summary>Its version.</summary>
    public string ExtensionVersion { get; }

    /// <summary>Whether it is registered without being asked for.</summary>
    public bool EnableImplicitRegistration { get; }
}

/// <summary>The binding can hand over a reference instead of the content.</summary>
[AttributeUsage(AttributeTargets.Class)]
public class SupportsDeferredBindingAttribute : Attribute
{
}
