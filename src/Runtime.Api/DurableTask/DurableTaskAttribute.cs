namespace Microsoft.DurableTask;

/// <summary>Names an orchestrator, activity or entity class; without a name the name of the class counts.</summary>
/// <param name="name">The name, or null.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class DurableTaskAttribute(string? name = null) : Attribute
{
    /// <summary>The name; empty when none was given.</summary>
    public TaskName Name { get; } = new(name ?? string.Empty);

    /// <summary>The version the class implements, or null.</summary>
    public string? Version { get; set; }
}
