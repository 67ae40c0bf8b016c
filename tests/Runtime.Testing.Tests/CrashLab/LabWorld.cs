using Runtime.Engine.Pumps;

namespace Runtime.Testing.Tests.CrashLab;

/// <summary>What a story's activities see of each other across lives: the world outside, which a crash does not undo.</summary>
internal sealed class LabWorld
{
    private readonly Dictionary<string, List<string>> attempts = new(StringComparer.Ordinal);

    /// <summary>The number of an attempt, from 1: the same call after a crash is the same attempt.</summary>
    public int AttemptOf(string step, DurableActivityContext call)
    {
        if (!attempts.TryGetValue(step, out var keys))
            attempts[step] = keys = [];
        if (!keys.Contains(call.IdempotencyKey))
            keys.Add(call.IdempotencyKey);
        return keys.IndexOf(call.IdempotencyKey) + 1;
    }
}
