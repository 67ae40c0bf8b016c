namespace Runtime.Engine.History;

/// <summary>
/// The event kinds as they stand on disk. A number is never changed or used again; the set is frozen by a test.
/// Below 32: what an execution received. From 32 on: what it decided.
/// </summary>
public enum EventKind : byte
{
    /// <summary><see cref="History.ExecutionStarted"/>.</summary>
    ExecutionStarted = 1,

    /// <summary><see cref="History.ActivityCompleted"/>.</summary>
    ActivityCompleted = 2,

    /// <summary><see cref="History.ActivityFailed"/>.</summary>
    ActivityFailed = 3,

    /// <summary><see cref="History.TimerFired"/>.</summary>
    TimerFired = 4,

    /// <summary><see cref="History.ChildCompleted"/>.</summary>
    ChildCompleted = 5,

    /// <summary><see cref="History.ChildFailed"/>.</summary>
    ChildFailed = 6,

    /// <summary><see cref="History.EventReceived"/>.</summary>
    EventReceived = 7,

    /// <summary><see cref="History.TerminateRequested"/>.</summary>
    TerminateRequested = 8,

    /// <summary><see cref="History.SuspendRequested"/>.</summary>
    SuspendRequested = 9,

    /// <summary><see cref="History.ResumeRequested"/>.</summary>
    ResumeRequested = 10,

    /// <summary><see cref="History.EntityCallCompleted"/>.</summary>
    EntityCallCompleted = 11,

    /// <summary><see cref="History.EntityCallFailed"/>.</summary>
    EntityCallFailed = 12,

    /// <summary><see cref="History.EntityLockGranted"/>.</summary>
    EntityLockGranted = 13,

    /// <summary><see cref="History.EntityOperationRequested"/>.</summary>
    EntityOperationRequested = 14,

    /// <summary><see cref="History.EntityLockRequested"/>.</summary>
    EntityLockRequested = 15,

    /// <summary><see cref="History.EntityLockReleased"/>.</summary>
    EntityLockReleased = 16,

    /// <summary><see cref="History.EntitySnapshot"/>.</summary>
    EntitySnapshot = 17,

    /// <summary><see cref="History.RewindRequested"/>.</summary>
    RewindRequested = 18,

    /// <summary><see cref="History.ActivityScheduled"/>.</summary>
    ActivityScheduled = 32,

    /// <summary><see cref="History.TimerCreated"/>.</summary>
    TimerCreated = 33,

    /// <summary><see cref="History.ChildScheduled"/>.</summary>
    ChildScheduled = 34,

    /// <summary><see cref="History.EventSent"/>.</summary>
    EventSent = 35,

    /// <summary><see cref="History.ExecutionCompleted"/>.</summary>
    ExecutionCompleted = 36,

    /// <summary><see cref="History.ExecutionFailed"/>.</summary>
    ExecutionFailed = 37,

    /// <summary><see cref="History.ExecutionTerminated"/>.</summary>
    ExecutionTerminated = 38,

    /// <summary><see cref="History.ContinuedAsNew"/>.</summary>
    ContinuedAsNew = 39,

    /// <summary><see cref="History.EntityCalled"/>.</summary>
    EntityCalled = 40,

    /// <summary><see cref="History.EntitySignaled"/>.</summary>
    EntitySignaled = 41,

    /// <summary><see cref="History.EntitiesLocked"/>.</summary>
    EntitiesLocked = 42,

    /// <summary><see cref="History.EntitiesReleased"/>.</summary>
    EntitiesReleased = 43,

    /// <summary><see cref="History.ExecutionHeld"/>.</summary>
    ExecutionHeld = 44,
}
