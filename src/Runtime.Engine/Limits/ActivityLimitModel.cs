using System.Collections.Concurrent;

namespace Runtime.Engine.Limits;

/// <summary>Limits that were checked as a whole; a change replaces it.</summary>
internal sealed class ActivityLimitModel
{
    /// <summary>The limit of activities that none is for.</summary>
    public static readonly ActivityLimit Unlimited = new() { Activity = "" };

    private const double RateMax = 1_000_000;           // beyond the clock's resolution a rate is none

    private readonly ConcurrentDictionary<string, ActivityLimit> byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly ActivityLimit[] limits;

    private ActivityLimitModel(ActivityLimit[] limits) => this.limits = limits;

    public bool IsEmpty => limits.Length == 0;

    /// <summary>Checks limits.</summary>
    /// <exception cref="ArgumentException">Some are wrong; the message names each of them.</exception>
    public static ActivityLimitModel Of(IEnumerable<ActivityLimit> limits)
    {
        var given = limits.ToArray();
        var problems = given.SelectMany(Problems).ToList();
        return problems.Count == 0 ? new ActivityLimitModel(given) : throw new ArgumentException(string.Join(" ", problems), nameof(limits));
    }

    /// <summary>The limit of an activity. Names come from the program's code, so that there are few.</summary>
    public ActivityLimit For(string activity) => byName.GetOrAdd(
        activity, static (name, all) => Array.Find(all, limit => Fits(limit.Activity, name)) ?? Unlimited, limits);

    private static bool Fits(string pattern, string name) => pattern.EndsWith('*')
        ? name.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase)
        : string.Equals(pattern, name, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Problems(ActivityLimit limit)
    {
        var name = $"The limit for '{limit.Activity}'";
        if (string.IsNullOrWhiteSpace(limit.Activity) || limit.Activity[..^1].Contains('*', StringComparison.Ordinal))
            yield return $"{name} needs the name of an activity, with '*' at its end alone.";
        if (limit.MaxConcurrent < 1)
            yield return $"{name} allows {limit.MaxConcurrent} activities at the same time; the least is 1.";
        if (limit.MaxConcurrentPerKey < 1)
            yield return $"{name} allows {limit.MaxConcurrentPerKey} activities of a key at the same time; the least is 1.";
        if (limit.RatePerSecond is { } rate && !(rate > 0 && rate <= RateMax))
            yield return $"{name} has a rate of {rate} a second; it is above 0 and at most {RateMax:F0}.";
        if (limit.Burst < 1)
            yield return $"{name} has a burst of {limit.Burst}; the least is 1.";
        if (limit.KeyTag is { Length: 0 })
            yield return $"{name} has an empty key tag; leave it out for one key.";
    }
}
