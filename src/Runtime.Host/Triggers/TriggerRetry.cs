using System.Globalization;
using Microsoft.Azure.Functions.Worker;

namespace Runtime.Host.Triggers;

/// <summary>How often and when a failed function is called again, as its retry attribute says.</summary>
/// <param name="CountMax">Calls after the first; -1 for ever.</param>
/// <param name="Shortest">The first delay.</param>
/// <param name="Longest">No delay is longer.</param>
internal sealed record TriggerRetry(int CountMax, TimeSpan Shortest, TimeSpan Longest)
{
    public static readonly TriggerRetry None = new(0, TimeSpan.Zero, TimeSpan.Zero);

    public bool Allows(int attempt) => CountMax < 0 || attempt < CountMax;

    public TimeSpan Delay(int attempt)
    {
        var doubled = Shortest * Math.Pow(2, Math.Min(attempt, 30));
        return doubled < Longest ? doubled : Longest;
    }

    /// <exception cref="FormatException">A delay is not a time span.</exception>
    public static TriggerRetry Read(RetryAttribute? attribute) => attribute switch
    {
        FixedDelayRetryAttribute same => new(same.MaxRetryCount, Span(same.DelayInterval), Span(same.DelayInterval)),
        ExponentialBackoffRetryAttribute growing =>
            new(growing.MaxRetryCount, Span(growing.MinimumInterval), Span(growing.MaximumInterval)),
        _ => None,
    };

    private static TimeSpan Span(string text) =>
        TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero
            ? span
            : throw new FormatException($"'{text}' is not a delay such as \"00:00:05\"");
}
