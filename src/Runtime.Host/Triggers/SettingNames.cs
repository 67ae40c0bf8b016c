using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Runtime.Host.Settings;

namespace Runtime.Host.Triggers;

/// <summary>Puts settings in the place of their names: <c>%Queues:Orders%</c>.</summary>
internal sealed partial class SettingNames(IConfiguration? configuration)
{
    /// <summary>The text with every <c>%name%</c> replaced; null, and an error for each, when a setting is missing.</summary>
    public string? Resolve(string text, string place, List<string> errors)
    {
        var before = errors.Count;
        var resolved = Name().Replace(text, match => Value(match.Groups["name"].Value, text, place, errors));
        return errors.Count == before ? resolved : null;
    }

    /// <summary>A setting under its own name; null when it is not set or empty.</summary>
    public string? Value(string name) => configuration?[name] is { Length: > 0 } value ? value : null;

    private string Value(string name, string text, string place, List<string> errors)
    {
        if (Value(name) is { } value)
            return value;
        errors.Add(
            $"{place}: '{text}' refers to the setting '{name}', which is not set. Set it in the environment or in {LocalSettings.FileName}.");
        return "";
    }

    [GeneratedRegex("%(?<name>[^%\\s]+)%", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
