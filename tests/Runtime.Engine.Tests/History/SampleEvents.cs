using FsCheck;
using FsCheck.Fluent;
using Microsoft.DurableTask;
using Runtime.Engine.History;

namespace Runtime.Engine.Tests.History;

/// <summary>Events of every kind, with and without their optional parts, and generated turns of them.</summary>
internal static class SampleEvents
{
    private static readonly string?[] Texts = [null, "", "\"plain\"", "{\"größe\":\"✓ 日本語 😀\"}", "a\0b", new string('x', 70_000)];

    public static readonly TaskFailureDetails Nested = new(
        "System.InvalidOperationException",
        "outer ✗",
        "at A()\n at B()",
        new TaskFailureDetails("System.IO.IOException", "", null, new TaskFailureDetails("Inner.Most", "deep", "", null, null), null),
        new Dictionary<string, object?> { ["code"] = 7, ["name"] = "é", ["none"] = null });

    private static readonly EntityCaller Caller = new("order ✓", 1L << 50, 7);

    private static readonly HistoryEvent Operation =
        new EntityOperationRequested("add", "5") { Caller = Caller, DueAt = new DateTime(2031, 2, 3, 0, 0, 0, DateTimeKind.Utc) };

    public static readonly HistoryEvent[] All =
    [
        new ExecutionStarted("Code", "", null),
        new ExecutionStarted("Code", "", null) { TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" },
        new ExecutionStarted("Code", "", null) { GuidSeed = "other" },
        new ExecutionStarted("Größe", "1.2", "{}")
        {
            StartAt = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            Tags = new Dictionary<string, string> { ["a"] = "", ["ключ"] = "😀" },
            Parent = new ParentLink("parent ✓", "Parent", long.MaxValue, int.MaxValue),
        },
        new ExecutionStarted("Code", "", "1") { Tags = new Dictionary<string, string>() },
        .. Texts.Select((text, i) => new ActivityCompleted(i * 1_000, text)),
        new ActivityFailed(3, Nested),
        new TimerFired(int.MaxValue),
        new ChildCompleted(0, null),
        new ChildFailed(1, Nested with { Properties = null }),
        .. Texts.Select(text => new EventReceived("Überraschung", text)),
        new TerminateRequested(null, Recursive: false),
        new TerminateRequested("\"out\"", Recursive: true),
        new SuspendRequested(null),
        new ResumeRequested("because"),
        new RewindRequested(null, 0),
        new RewindRequested("mended", 12) { Parent = new ParentLink("parent ✓", "Parent", long.MaxValue, 3) },
        .. Texts.Select((text, i) => new ActivityScheduled(i, "Name", i == 0 ? "" : "2", text)),
        new TimerCreated(0, DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc)),
        new TimerCreated(1, new DateTime(1, DateTimeKind.Utc)),
        new ChildScheduled(2, "child-id", "Child", "", null),
        new ChildScheduled(2, "child-id", "Child", "3", "[]") { Tags = new Dictionary<string, string> { ["k"] = "v" } },
        new EventSent(5, "other", "Go", null),
        new ExecutionCompleted(null),
        new ExecutionCompleted("7"),
        new ExecutionFailed(Nested),
        new ExecutionTerminated("\"x\""),
        new ContinuedAsNew(null, ""),
        new ContinuedAsNew("{}", "2.0"),
        new EntityCallCompleted(1, "7"),
        new EntityCallFailed(2, Nested),
        new EntityLockGranted(3, ["@a@1", "@b@größe"]),
        new EntityOperationRequested("get", null),
        Operation,
        new EntityLockRequested(Caller, ["@a@1", "@b@2"], 1),
        new EntityLockReleased(Caller),
        new EntitySnapshot(null, null, []),
        new EntitySnapshot("{}", Caller, [Operation, new EntityLockRequested(Caller, [], 0)]),
        new EntityCalled(4, "@a@1", "add", null),
        new EntitySignaled(5, "@a@1", "add", "5", null),
        new EntitySignaled(5, "@a@1", "add", "5", new DateTime(2031, 2, 3, 0, 0, 0, DateTimeKind.Utc)),
        new EntitiesLocked(6, ["@a@1"]),
        new EntitiesReleased(6, []),
        new ExecutionHeld("no such version here"),
    ];

    public static Arbitrary<Turn> Turns { get; } =
        (from ticks in Gen.Choose(0, int.MaxValue)
         from received in Event.Where(item => !item.IsDecision).ListOf().Resize(6)
         from decided in Event.Where(item => item.IsDecision).ListOf().Resize(6)
         select new Turn(new DateTime(638_000_000_000_000_000 + ticks, DateTimeKind.Utc), [.. received], [.. decided])).ToArbitrary();

    private static Gen<HistoryEvent> Event => Gen.OneOf(Gen.Elements(All), Made);

    private static Gen<string?> Text => Gen.OneOf(Gen.Elements(Texts), Gen.Choose(0, 400).Select(length => (string?)new string('ü', length)));

    private static Gen<HistoryEvent> Made =>
        from id in Gen.OneOf(Gen.Choose(0, 300), Gen.Choose(0, int.MaxValue))
        from text in Text
        from name in Text
        from made in Gen.Elements<HistoryEvent>(
            new ActivityCompleted(id, text),
            new EventReceived(name ?? "e", text),
            new ActivityScheduled(id, name ?? "a", text ?? "", text),
            new EventSent(id, name ?? "i", text ?? "n", text),
            new ActivityFailed(id, Nested with { ErrorMessage = text ?? "", StackTrace = name }))
        select made;
}
