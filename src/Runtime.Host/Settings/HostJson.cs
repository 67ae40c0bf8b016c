using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Runtime.Host.Blobs;
using Runtime.Host.Hosting;
using Runtime.Host.Queues;
using Runtime.Host.Triggers;
using Workflows.Runtime;
using static Microsoft.DurableTask.Worker.DurableTaskWorkerOptions;

namespace Runtime.Host.Settings;

/// <summary>The part of host.json that has a meaning here, as one immutable snapshot. Configuration under
/// <c>AzureFunctionsJobHost</c> wins over the file.</summary>
internal sealed record HostJson
{
    public const string FileName = "host.json";

    private const string Override = "AzureFunctionsJobHost:";
    private const string LogLevels = "logging:logLevel:";
    private const string HttpHeaders = "extensions:http:customHeaders:";
    private const string Functions = "functions:";
    private const string HttpPollPause = "extensions:durableTask:httpSettings:defaultAsyncRequestSleepTimeMilliseconds";

    private static readonly SearchValues<char> NotInPrefix = SearchValues.Create("{}?#\\ ");

    private static readonly string[] Understood =
    [
        "version", "functionTimeout", "telemetryMode", "extensions:http:routePrefix", "extensions:http:maxRequestBodyBytes",
        "extensions:durableTask:hubName",
        "extensions:durableTask:maxConcurrentActivityFunctions", "extensions:durableTask:maxConcurrentOrchestratorFunctions",
        "extensions:durableTask:defaultVersion", "extensions:durableTask:versionMatchStrategy", "extensions:durableTask:versionFailureStrategy",
        "extensions:durableTask:maxConcurrentEntityFunctions", HttpPollPause,
        "extensions:http:maxConcurrentRequests", "extensions:http:maxOutstandingRequests",
    ];

    // Sections whose keys the app chooses.
    private static readonly string[] Open = [LogLevels, HttpHeaders, Functions];

    // Known to Functions and without meaning on one machine: read over in silence, so that one file serves both hosts.
    private static readonly string[] Ignored =
    [
        "extensions:durableTask:storageProvider:", "extensions:durableTask:tracing:", "extensions:durableTask:notifications:",
        "extensions:durableTask:extendedSession", "extensions:durableTask:maxQueuePollingInterval", "extensions:durableTask:useAppLease",
        "extensions:durableTask:useGracefulShutdown", "extensions:durableTask:localRpcEndpointEnabled", "extensions:durableTask:grpc",
        "extensions:durableTask:maxGrpcMessageSizeInBytes", "extensions:http:hsts:", "extensionBundle:", "logging:applicationInsights:",
        "logging:fileLoggingMode", "logging:console:", "logging:debugLoggingMode", "managedDependency:", "singleton:", "healthMonitor:",
        "aggregator:", "customHandler:",
    ];

    public string RoutePrefix { get; init; } = "api";

    public long? BodyBytesMax { get; init; }

    public string? HubName { get; init; }

    public int? MaxConcurrentActivities { get; init; }

    public int? MaxConcurrentOrchestrations { get; init; }

    /// <summary>Entities whose code runs at the same time; null for the worker's own option.</summary>
    public int? MaxConcurrentEntities { get; init; }

    /// <summary>Milliseconds between two looks of CallHttpAsync at a 202 without Retry-After; null for 30,000.</summary>
    public long? HttpPollMilliseconds { get; init; }

    /// <summary>telemetryMode is OpenTelemetry: OTLP is on although no variable names a collector.</summary>
    public bool OpenTelemetryMode { get; init; }

    public QueueSettings Queues { get; init; } = new();

    public BlobSettings Blobs { get; init; } = new();

    /// <summary>Requests of functions that run at the same time; null for no limit.</summary>
    public int? MaxConcurrentRequests { get; init; }

    /// <summary>Requests of functions that run or wait; past that the answer is 429. Null for no limit.</summary>
    public int? MaxOutstandingRequests { get; init; }

    /// <summary>Headers added to every answer.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> CustomHeaders { get; init; } = [];

    /// <summary>The only functions that run; all of them when empty.</summary>
    public IReadOnlyList<string> OnlyFunctions { get; init; } = [];

    /// <summary>How versions of orchestrations are chosen; null when host.json says nothing of versions.</summary>
    public VersioningOptions? Versioning { get; init; }

    /// <summary>Null: functions may run as long as they like.</summary>
    public TimeSpan? FunctionTimeout { get; init; }

    public IReadOnlyDictionary<string, LogLevel> Levels { get; init; } = new Dictionary<string, LogLevel>(StringComparer.Ordinal);

    public IReadOnlyList<string> UnknownKeys { get; init; } = [];

    /// <exception cref="HostConfigurationException">Names every value that is wrong.</exception>
    public static HostJson Read(string path, IConfiguration configuration)
    {
        var file = JsonFile.Read(path) ?? [];
        var values = new Dictionary<string, string?>(file, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in configuration.AsEnumerable())
        {
            if (value is not null && key.StartsWith(Override, StringComparison.OrdinalIgnoreCase))
                values[key[Override.Length..]] = value;
        }
        var errors = new List<string>();
        var read = new HostJson
        {
            RoutePrefix = Prefix(values, errors),
            BodyBytesMax = Whole(values, "extensions:http:maxRequestBodyBytes", 1, long.MaxValue, errors),
            HubName = Setting(values, "extensions:durableTask:hubName", configuration, errors),
            MaxConcurrentActivities = (int?)Whole(values, "extensions:durableTask:maxConcurrentActivityFunctions", 1, 100_000, errors),
            MaxConcurrentOrchestrations =
                (int?)Whole(values, "extensions:durableTask:maxConcurrentOrchestratorFunctions", 1, 10_000, errors),
            MaxConcurrentEntities = (int?)Whole(values, "extensions:durableTask:maxConcurrentEntityFunctions", 1, 100_000, errors),
            HttpPollMilliseconds = Whole(values, HttpPollPause, 1, int.MaxValue, errors),
            Queues = StorageSections.ReadQueues(values, errors),
            Blobs = StorageSections.ReadBlobs(values, errors),
            FunctionTimeout = Timeout(values, errors),
            OpenTelemetryMode = IsOpenTelemetry(values, errors),
            Levels = ReadLevels(values, errors),
            MaxConcurrentRequests = Limit(values, "extensions:http:maxConcurrentRequests", errors),
            MaxOutstandingRequests = Limit(values, "extensions:http:maxOutstandingRequests", errors),
            CustomHeaders = ReadHeaders(values, errors),
            OnlyFunctions = [.. Section(values, Functions).Select(pair => pair.Value).OfType<string>()],
            Versioning = HostVersioning.Read(values, configuration, errors),
            UnknownKeys = [.. file.Select(pair => pair.Key).Where(key => !IsKnown(key))],
        };
        if (values.GetValueOrDefault("version") is { } version && version != "2.0")
            errors.Add($"version is '{version}'; this host understands \"2.0\".");
        return errors.Count == 0 ? read : throw Wrong(path, errors);
    }

    private static bool IsKnown(string key) =>
        Understood.Contains(key, StringComparer.OrdinalIgnoreCase)
        || StorageSections.Keys.Contains(key, StringComparer.OrdinalIgnoreCase)
        || Open.Any(prefix => key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        || Ignored.Any(prefix => key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private static HostConfigurationException Wrong(string path, List<string> errors) =>
        new($"{path} has {errors.Count} wrong {(errors.Count == 1 ? "value" : "values")}:{Environment.NewLine}" +
            string.Join(Environment.NewLine, errors.Select(error => "  - " + error)));

    private static string Prefix(Dictionary<string, string?> values, List<string> errors)
    {
        if (!values.TryGetValue("extensions:http:routePrefix", out var prefix))
            return "api";
        var trimmed = (prefix ?? "").Trim('/');
        if (trimmed.AsSpan().ContainsAny(NotInPrefix))
            errors.Add($"extensions.http.routePrefix is '{prefix}'; it is a plain path such as \"api\", or \"\" for none.");
        return trimmed;
    }

    private static long? Whole(Dictionary<string, string?> values, string key, long least, long most, List<string> errors)
    {
        if (values.GetValueOrDefault(key) is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        errors.Add($"{Dotted(key)} is '{text}'; it must be a whole number from {least} to {most}.");
        return null;
    }

    /// <summary>A number from 1, or -1 for none.</summary>
    private static int? Limit(Dictionary<string, string?> values, string key, List<string> errors) =>
        values.GetValueOrDefault(key) == "-1" ? null : (int?)Whole(values, key, 1, 1_000_000, errors);

    private static IEnumerable<KeyValuePair<string, string?>> Section(Dictionary<string, string?> values, string prefix) =>
        values.Where(pair => pair.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private static List<KeyValuePair<string, string>> ReadHeaders(Dictionary<string, string?> values, List<string> errors)
    {
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var (key, value) in Section(values, HttpHeaders))
        {
            var name = key[HttpHeaders.Length..];
            if (name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && value is { Length: > 0 } && value.All(c => c is >= ' ' and <= '~'))
                headers.Add(new(name, value));
            else
                errors.Add($"{Dotted(HttpHeaders)}{name} is '{value}'; a header has a name of letters, digits and '-', and a value of plain text.");
        }
        return headers;
    }

    internal static string? Setting(IReadOnlyDictionary<string, string?> values, string key, IConfiguration configuration, List<string> errors)
    {
        if (values.GetValueOrDefault(key) is not { Length: > 0 } text)
            return null;
        return new SettingNames(configuration).Resolve(text, Dotted(key), errors);
    }

    private static bool IsOpenTelemetry(Dictionary<string, string?> values, List<string> errors)
    {
        if (values.GetValueOrDefault("telemetryMode") is not { } mode || mode.Equals("ApplicationInsights", StringComparison.OrdinalIgnoreCase))
            return false;
        if (!mode.Equals("OpenTelemetry", StringComparison.OrdinalIgnoreCase))
            errors.Add($"telemetryMode is '{mode}'; use \"OpenTelemetry\" or \"ApplicationInsights\".");
        return true;
    }

    private static TimeSpan? Timeout(Dictionary<string, string?> values, List<string> errors)
    {
        if (values.GetValueOrDefault("functionTimeout") is not { } text || text == "-1" || text == "-00:00:00.0010000")
            return null;
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var timeout) && timeout > TimeSpan.Zero)
            return timeout;
        errors.Add($"functionTimeout is '{text}'; write a time span such as \"00:05:00\", or \"-1\" for none.");
        return null;
    }

    private static Dictionary<string, LogLevel> ReadLevels(Dictionary<string, string?> values, List<string> errors)
    {
        var levels = new Dictionary<string, LogLevel>(StringComparer.Ordinal);
        foreach (var (key, value) in values)
        {
            if (!key.StartsWith(LogLevels, StringComparison.OrdinalIgnoreCase))
                continue;
            if (Enum.TryParse<LogLevel>(value, ignoreCase: true, out var level) && Enum.IsDefined(level))
                levels[key[LogLevels.Length..]] = level;
            else
                errors.Add($"{Dotted(key)} is '{value}'; use one of {string.Join(", ", Enum.GetNames<LogLevel>())}.");
        }
        return levels;
    }

    internal static string Dotted(string key) => key.Replace(':', '.');
}
