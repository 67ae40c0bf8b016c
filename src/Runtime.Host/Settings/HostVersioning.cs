using Microsoft.Extensions.Configuration;
using static Microsoft.DurableTask.Worker.DurableTaskWorkerOptions;

namespace Runtime.Host.Settings;

/// <summary>
/// Versions in host.json, below <c>extensions.durableTask</c>: <c>defaultVersion</c> is both what this worker is and what new runs get. Left
/// out, the strategies are CurrentOrOlder and Reject.
/// </summary>
internal static class HostVersioning
{
    private const string DefaultVersion = "extensions:durableTask:defaultVersion";
    private const string MatchStrategy = "extensions:durableTask:versionMatchStrategy";
    private const string FailureStrategy = "extensions:durableTask:versionFailureStrategy";
    private const int VersionCharsMax = 100;        // it stands in every run's row

    /// <summary>Null when none of the three keys is there: then versions are not looked at.</summary>
    public static VersioningOptions? Read(IReadOnlyDictionary<string, string?> values, IConfiguration configuration, List<string> errors)
    {
        if (!values.ContainsKey(DefaultVersion) && !values.ContainsKey(MatchStrategy) && !values.ContainsKey(FailureStrategy))
            return null;
        var version = HostJson.Setting(values, DefaultVersion, configuration, errors) ?? "";
        if (version.Length > VersionCharsMax || version.Any(char.IsControl) || version.Trim().Length != version.Length)
            errors.Add($"{HostJson.Dotted(DefaultVersion)} is '{version}'; a version such as \"1.2\" has at most {VersionCharsMax} characters and no spaces around it.");
        return new VersioningOptions
        {
            Version = version,
            DefaultVersion = version,
            MatchStrategy = Read(values, MatchStrategy, VersionMatchStrategy.CurrentOrOlder, errors),
            FailureStrategy = Read(values, FailureStrategy, VersionFailureStrategy.Reject, errors),
        };
    }

    private static T Read<T>(IReadOnlyDictionary<string, string?> values, string key, T otherwise, List<string> errors)
        where T : struct, Enum
    {
        if (values.GetValueOrDefault(key) is not { Length: > 0 } text)
            return otherwise;
        if (Enum.GetNames<T>().FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } known)
            return Enum.Parse<T>(known);
        errors.Add($"{HostJson.Dotted(key)} is '{text}'; use one of {string.Join(", ", Enum.GetNames<T>())}.");
        return otherwise;
    }
}
