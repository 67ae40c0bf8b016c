namespace GpuHost.Core.Types;

/// <summary>A language and the media type of its files.</summary>
internal sealed record Language(string Name, string MediaType);
