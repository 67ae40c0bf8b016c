using System.Collections.Concurrent;

namespace Workflows.Activities.Models;

/// <summary>Until when models' limits are used up, as their providers' headers said last.</summary>
internal sealed class RateWindows(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> emptyUntil = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes in what an answer said; null when something is left.</summary>
    public void Note(string model, TimeSpan? empty)
    {
        if (empty is { } wait)
            emptyUntil[model] = clock.GetUtcNow() + wait;
        else
            emptyUntil.TryRemove(model, out _);
    }

    public TimeSpan Wait(string model) =>
        emptyUntil.TryGetValue(model, out var until) && until > clock.GetUtcNow() ? until - clock.GetUtcNow() : TimeSpan.Zero;
}
