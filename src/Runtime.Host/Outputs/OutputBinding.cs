using System.Reflection;
using Runtime.Host.Triggers;

namespace Runtime.Host.Outputs;

/// <summary>Where a result, or a property of it, goes.</summary>
/// <param name="Name">The property's name; <see cref="Whole"/> for the result as a whole.</param>
/// <param name="Property">The property; null for the result as a whole.</param>
/// <param name="Target">A queue's name; for a blob, its path in the container.</param>
/// <param name="Container">The container of a blob; null for a queue.</param>
/// <param name="Connection">The setting that holds the connection; null for the usual one.</param>
internal sealed record OutputBinding(string Name, PropertyInfo? Property, BindingTemplate Target, BindingTemplate? Container, string? Connection)
{
    public const string Whole = "$return";

    public string BindingType => Container is null ? "queue" : "blob";
}
