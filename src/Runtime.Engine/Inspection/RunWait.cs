using System.Text.Json.Serialization;
using Microsoft.DurableTask.Client;

namespace Runtime.Engine.Inspection;

/// <summary>Why a run waits, at one moment.</summary>
/// <param name="InstanceId">The run.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Sentence">The answer in one sentence.</param>
/// <param name="On">Everything it waits for, longest first; empty when it has finished or its code is running.</param>
public sealed record RunWait(string InstanceId, OrchestrationRuntimeStatus Status, string Sentence, IReadOnlyList<WaitReason> On);

/// <summary>One thing a run waits for. Times are UTC.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ActivityWait), "activity")]
[JsonDerivedType(typeof(TimerWait), "timer")]
[JsonDerivedType(typeof(EventWait), "event")]
[JsonDerivedType(typeof(ChildWait), "child")]
[JsonDerivedType(typeof(EntityWait), "entity")]
[JsonDerivedType(typeof(LockWait), "lock")]
[JsonDerivedType(typeof(StartWait), "start")]
[JsonDerivedType(typeof(HoldWait), "hold")]
public abstract record WaitReason
{
    /// <summary>The reason as part of a sentence.</summary>
    /// <returns>For example <c>activity 'Ask' (#3, attempt 2 of 4), running since 10:12:01</c>.</returns>
    public abstract string Describe();

    private protected static string Clock(DateTime time) => $"{time:yyyy-MM-dd HH:mm:ss}Z";
}

/// <summary>An activity that has not answered.</summary>
/// <param name="Name">The activity.</param>
/// <param name="TaskId">The task that waits.</param>
/// <param name="Attempt">Which attempt this is.</param>
/// <param name="AttemptsMax">How many there may be; 0 when a handler decides.</param>
/// <param name="Since">When it was called.</param>
public sealed record ActivityWait(string Name, int TaskId, int Attempt, int AttemptsMax, DateTime Since) : WaitReason
{
    /// <summary>Whether whoever answers is the process that runs the activity; otherwise it is not known whether its code has begun.</summary>
    public bool IsHere { get; init; } = true;

    /// <summary>When its code began in this process; null while it waits for a place.</summary>
    public DateTime? StartedAt { get; init; }

    /// <summary>When it last gave a sign of life; null when it never did.</summary>
    public DateTime? LastHeartbeatAt { get; init; }

    /// <summary>The limit that holds it back; null when none does.</summary>
    public string? HeldBackBy { get; init; }

    /// <summary>The beginning of its input.</summary>
    public string? Input { get; init; }

    /// <inheritdoc/>
    public override string Describe()
    {
        var attempt = AttemptsMax == 1 ? "" : AttemptsMax == 0 ? $", attempt {Attempt}" : $", attempt {Attempt} of {AttemptsMax}";
        var state = !IsHere ? $"called {Clock(Since)}"
            : StartedAt is { } started ? $"running since {Clock(started)}"
            : $"waiting for {HeldBackBy ?? "a free place"} since {Clock(Since)}";
        return $"activity '{Name}' (#{TaskId}{attempt}), {state}";
    }
}

/// <summary>A durable timer.</summary>
/// <param name="TaskId">The task that waits.</param>
/// <param name="FireAt">When it is due.</param>
public sealed record TimerWait(int TaskId, DateTime FireAt) : WaitReason
{
    /// <inheritdoc/>
    public override string Describe() => $"a timer (#{TaskId}) until {Clock(FireAt)}";
}

/// <summary>An external event.</summary>
/// <param name="Name">The event.</param>
public sealed record EventWait(string Name) : WaitReason
{
    /// <inheritdoc/>
    public override string Describe() => $"the event '{Name}'";
}

/// <summary>A sub-orchestration.</summary>
/// <param name="InstanceId">The child's run; ask why that one waits.</param>
/// <param name="Name">Its orchestrator.</param>
/// <param name="TaskId">The task that waits.</param>
/// <param name="Since">When it was called.</param>
public sealed record ChildWait(string InstanceId, string Name, int TaskId, DateTime Since) : WaitReason
{
    /// <inheritdoc/>
    public override string Describe() => $"sub-orchestration '{Name}' (#{TaskId}, run '{InstanceId}') since {Clock(Since)}";
}

/// <summary>An entity's answer.</summary>
/// <param name="EntityId">The entity.</param>
/// <param name="Operation">The operation.</param>
/// <param name="TaskId">The task that waits.</param>
/// <param name="Since">When it was called.</param>
public sealed record EntityWait(string EntityId, string Operation, int TaskId, DateTime Since) : WaitReason
{
    /// <summary>The run that holds the entity's lock; null when none does.</summary>
    public string? LockedBy { get; init; }

    /// <inheritdoc/>
    public override string Describe() =>
        $"'{Operation}' on entity {EntityId} (#{TaskId}) since {Clock(Since)}" + (LockedBy is null ? "" : $", which run '{LockedBy}' has locked");
}

/// <summary>A lock on entities.</summary>
/// <param name="Entities">The entities, in the order they are locked.</param>
/// <param name="TaskId">The task that waits.</param>
/// <param name="Since">When it was asked for.</param>
public sealed record LockWait(IReadOnlyList<string> Entities, int TaskId, DateTime Since) : WaitReason
{
    /// <summary>Who holds the first of them that is not free; null when it is not known.</summary>
    public string? LockedBy { get; init; }

    /// <inheritdoc/>
    public override string Describe() =>
        $"a lock on {string.Join(", ", Entities)} (#{TaskId}) since {Clock(Since)}" + (LockedBy is null ? "" : $", held by run '{LockedBy}'");
}

/// <summary>The time it is to begin.</summary>
/// <param name="StartAt">When that is.</param>
public sealed record StartWait(DateTime StartAt) : WaitReason
{
    /// <inheritdoc/>
    public override string Describe() => $"its start at {Clock(StartAt)}";
}

/// <summary>Somebody or something holds it back.</summary>
/// <param name="Reason">What it is held back by: a suspension, another version, code that does not fit.</param>
public sealed record HoldWait(string Reason) : WaitReason
{
    /// <inheritdoc/>
    public override string Describe() => Reason;
}
