namespace Microsoft.DurableTask;

/// <summary>Marks the payload type of an external event.</summary>
/// <param name="name">The name of the event, or null for the name of the type.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = false, Inherited = false)]
public sealed class DurableEventAttribute(string? name = null) : Attribute
{
    /// <summary>The name; empty when none was given.</summary>
    public TaskName Name { get; } = new(name ?? string.Empty);
}
