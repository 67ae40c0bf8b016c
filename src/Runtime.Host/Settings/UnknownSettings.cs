namespace Runtime.Host.Settings;

/// <summary>Keys of the settings files that have no meaning here, by file; named once in the log when the host starts.</summary>
internal sealed record UnknownSettings(IReadOnlyList<string> HostJson, IReadOnlyList<string> LocalSettings);
