using Runtime.Host.Triggers;

namespace Runtime.Host.Outputs;

/// <summary>The blob of a [BlobInput] parameter.</summary>
/// <param name="Container">The container.</param>
/// <param name="Path">The path in it.</param>
/// <param name="Connection">The setting that holds the connection; null for the usual one.</param>
internal sealed record InputBlob(BindingTemplate Container, BindingTemplate Path, string? Connection);
