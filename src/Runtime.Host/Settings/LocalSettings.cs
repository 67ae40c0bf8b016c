using Runtime.Host.Hosting;
using Workflows.Runtime;

namespace Runtime.Host.Settings;

/// <summary>local.settings.json as configuration values. The environment wins over it, as with the Functions tools.</summary>
internal static class LocalSettings
{
    public const string FileName = "local.settings.json";

    private const string Values = "Values:";
    private const string Connections = "ConnectionStrings:";
    private const string Host = "Host:";

    // Those of the Functions tools, and our own of the section; "Host:" in configuration.
    private static readonly string[] HostKeys =
    [
        "LocalHttpPort", "CORS", "CORSCredentials", "Port", "Address", "ConnectionsMax", "ExecutionLog", "HubFolder", "Metrics", "QueueLease",
        "RequireKeys", "StopWithin",
    ];

    /// <summary>The file for an app's folder: the one in it, else the one in the current folder.</summary>
    public static string PathFor(string folder)
    {
        var beside = Path.Combine(folder, FileName);
        return File.Exists(beside) ? beside : Path.GetFullPath(FileName);
    }

    /// <summary>Keys of the file that nothing here reads, in its order.</summary>
    public static IReadOnlyList<string> UnknownKeys(string path) =>
        [.. (JsonFile.Read(path) ?? []).Select(pair => pair.Key).Where(key => !IsKnown(key))];

    /// <summary>Configuration keys and values of the file; empty when there is none.</summary>
    public static Dictionary<string, string?> Read(string path)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in JsonFile.Read(path) ?? [])
        {
            if (key.Equals("IsEncrypted", StringComparison.OrdinalIgnoreCase))
                RefuseEncrypted(path, value);
            else if (key.StartsWith(Values, StringComparison.OrdinalIgnoreCase))
                settings[key[Values.Length..].Replace("__", ":", StringComparison.Ordinal)] = value;
            else if (key.StartsWith(Connections, StringComparison.OrdinalIgnoreCase))
                AddConnection(settings, key, value);
            else if (key.StartsWith(Host, StringComparison.OrdinalIgnoreCase))
                settings[key] = value;
        }
        return settings;
    }

    private static bool IsKnown(string key) =>
        key.Equals("IsEncrypted", StringComparison.OrdinalIgnoreCase)
        || key.StartsWith(Values, StringComparison.OrdinalIgnoreCase)
        || key.StartsWith(Connections, StringComparison.OrdinalIgnoreCase)
        || HostKeys.Any(name => key.Equals(Host + name, StringComparison.OrdinalIgnoreCase));

    private static void RefuseEncrypted(string path, string? value)
    {
        if (bool.TryParse(value, out var encrypted) && encrypted)
            throw new HostConfigurationException(
                $"{path} is encrypted (IsEncrypted is true), for the Functions tools and the user and machine that encrypted it. " +
                "Run 'func settings decrypt' there, or write the values in the clear with \"IsEncrypted\": false; secrets can also come from the environment.");
    }

    private static void AddConnection(Dictionary<string, string?> settings, string key, string? value)
    {
        // Both forms are in use: "name": "text", and "name": { "ConnectionString": "text", "ProviderName": "..." }.
        if (key.EndsWith(":ProviderName", StringComparison.OrdinalIgnoreCase))
            return;
        const string suffix = ":ConnectionString";
        settings[key.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) ? key[..^suffix.Length] : key] = value;
    }
}
