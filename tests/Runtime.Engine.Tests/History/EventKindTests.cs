using Runtime.Engine.History;

namespace Runtime.Engine.Tests.History;

public sealed class EventKindTests
{
    /// <summary>What stands on disk. A line may be added; no line may ever change or go.</summary>
    private static readonly string[] Approved =
    [
        "1 ExecutionStarted",
        "2 ActivityCompleted",
        "3 ActivityFailed",
        "4 TimerFired",
        "5 ChildCompleted",
        "6 ChildFailed",
        "7 EventReceived",
        "8 TerminateRequested",
        "9 SuspendRequested",
        "10 ResumeRequested",
        "11 EntityCallCompleted",
        "12 EntityCallFailed",
        "13 EntityLockGranted",
        "14 EntityOperationRequested",
        "15 EntityLockRequested",
        "16 EntityLockReleased",
        "17 EntitySnapshot",
        "18 RewindRequested",
        "32 ActivityScheduled",
        "33 TimerCreated",
        "34 ChildScheduled",
        "35 EventSent",
        "36 ExecutionCompleted",
        "37 ExecutionFailed",
        "38 ExecutionTerminated",
        "39 ContinuedAsNew",
        "40 EntityCalled",
        "41 EntitySignaled",
        "42 EntitiesLocked",
        "43 EntitiesReleased",
        "44 ExecutionHeld",
    ];

    [Fact]
    public void Numbers_OfEventKinds_AreFrozen() =>
        Assert.Equal(Approved, Enum.GetValues<EventKind>().Select(kind => $"{(int)kind} {kind}"));

    [Fact]
    public void Kind_OfEveryEvent_HasTheEventsName()
    {
        var events = SampleEvents.All.GroupBy(item => item.GetType()).Select(group => group.First()).ToList();
        Assert.Equal(typeof(HistoryEvent).Assembly.GetTypes().Count(type => type.IsSubclassOf(typeof(HistoryEvent))), events.Count);
        Assert.All(events, item => Assert.Equal(item.GetType().Name, item.Kind.ToString()));
    }
}
