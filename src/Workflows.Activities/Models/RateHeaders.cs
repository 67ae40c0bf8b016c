using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Workflows.Activities.Models;

/// <summary>
/// What providers say is left of their limits: OpenAI's x-ratelimit-remaining-requests and -tokens with a reset as 6m0s or 120ms, Anthropic's
/// anthropic-ratelimit-requests-remaining and so on with a reset as a time (RFC 3339). Sources: OpenAI's guide to rate limits, "Rate limits in
/// headers"; Anthropic's page on rate limits, "Response headers".
/// </summary>
internal static partial class RateHeaders
{
    private static readonly string[] OpenAI = ["requests", "tokens"];
    private static readonly string[] Anthropic = ["requests", "tokens", "input-tokens", "output-tokens"];

    /// <summary>How long until the last of the limits that are used up is new; null when none is.</summary>
    public static TimeSpan? Read(HttpResponseHeaders headers, TimeProvider clock)
    {
        TimeSpan? longest = null;
        foreach (var window in OpenAI)
        {
            if (IsEmpty(headers, $"x-ratelimit-remaining-{window}"))
                longest = Longer(longest, Duration(Value(headers, $"x-ratelimit-reset-{window}")));
        }

        foreach (var window in Anthropic)
        {
            if (IsEmpty(headers, $"anthropic-ratelimit-{window}-remaining"))
                longest = Longer(longest, Until(Value(headers, $"anthropic-ratelimit-{window}-reset"), clock));
        }

        return longest is { } wait ? RetryAfter.Bounded(wait) : null;
    }

    private static bool IsEmpty(HttpResponseHeaders headers, string name) =>
        long.TryParse(Value(headers, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var left) && left <= 0;

    private static string Value(HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out var values) ? values.First().Trim() : "";

    private static TimeSpan? Longer(TimeSpan? one, TimeSpan? other) => one is null || other > one ? other ?? one : one;

    private static TimeSpan? Until(string time, TimeProvider clock) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at - clock.GetUtcNow() : null;

    private static TimeSpan? Duration(string text)
    {
        if (text.Length is 0 or > 32 || !Whole().IsMatch(text))
            return null;
        var seconds = 0.0;
        foreach (Match part in Part().Matches(text))
        {
            var number = double.Parse(part.Groups["number"].Value, CultureInfo.InvariantCulture);
            seconds += number * part.Groups["unit"].Value switch { "d" => 86_400, "h" => 3_600, "m" => 60, "ms" => 0.001, _ => 1 };
        }

        return TimeSpan.FromSeconds(Math.Min(seconds, 86_400));
    }

    [GeneratedRegex(@"^([0-9]+(\.[0-9]+)?(d|h|ms|m|s)?)+$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Whole();

    [GeneratedRegex(@"(?<number>[0-9]+(\.[0-9]+)?)(?<unit>d|h|ms|m|s)?", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Part();
}
