namespace Workflows.Testing;

/// <summary>Settings of a <see cref="FunctionsTestHost"/>.</summary>
public sealed class FunctionsTestHostOptions
{
    /// <summary>What the clock shows at the start; null for noon of 1 January 2030, UTC.</summary>
    public DateTimeOffset? StartTime { get; set; }

    /// <summary>
    /// The folder of the app's files: host.json and local.settings.json when they are there, and what the host stores. Null: an empty folder of its
    /// own, deleted at the end. A second host on the same folder finds schedules, blobs and messages as the first one left them.
    /// </summary>
    public string? Folder { get; set; }

    /// <summary>The classes whose functions are the app's; empty for those of the assembly that starts the host, and of those it references.</summary>
    public IList<Type> FunctionTypes { get; } = [];

    /// <summary>Settings, as the environment would give them.</summary>
    public IDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);

    /// <summary>False opens no port: <see cref="FunctionsTestHost.Http"/> cannot be used.</summary>
    public bool UseHttp { get; set; } = true;
}
