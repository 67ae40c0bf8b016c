using FsCheck;
using FsCheck.Fluent;
using Runtime.Engine.Limits;
using Runtime.TaskHub.Contract;

namespace Runtime.Engine.Tests.Limits;

public sealed class FairQueueTests
{
    private readonly ManualClock clock = new();

    [Fact]
    public void TryTake_MaxConcurrent_HoldsBackUntilOneEnds()
    {
        using var queue = Queue(new ActivityLimit { Activity = "Call*", MaxConcurrent = 2 });
        Enqueue(queue, "CallModel", "CallTool", "CallModel", "Other");
        var first = Take(queue, 3);
        Assert.Equal(["CallModel", "Other", "CallTool"], first.Select(call => call.Activity));
        Assert.Null(queue.TryTake());
        Assert.False(queue.HasReady);
        queue.Ended(first[0]);
        Assert.Equal("CallModel", Assert.Single(Take(queue, 1)).Activity);
    }

    [Fact]
    public void TryTake_PerKey_LetsOtherKeysGoOn()
    {
        using var queue = Queue(new ActivityLimit { KeyTag = "tenant", MaxConcurrentPerKey = 1 });
        for (var i = 0; i < 3; i++)
            queue.Enqueue(new Call("A", "red"));
        queue.Enqueue(new Call("A", "blue"));
        var taken = Take(queue, 2);
        Assert.Equal(["red", "blue"], taken.Select(call => call.Key));
        Assert.Null(queue.TryTake());
        Assert.Equal("the limit of 1 '*' at the same time for the key 'red'", queue.Use().Single(use => use.Key == "red").HeldBackBy);
        queue.Ended(taken[1]);
        Assert.Null(queue.TryTake());
        queue.Ended(taken[0]);
        Assert.Equal("red", Assert.Single(Take(queue, 1)).Key);
    }

    [Fact]
    public void TryTake_OneKeyWithMuchToDo_SharesEqually()
    {
        using var queue = Queue(new ActivityLimit { KeyTag = "tenant" });
        for (var i = 0; i < 1_000; i++)
            queue.Enqueue(new Call("A", "loud"));
        for (var i = 0; i < 10; i++)
            queue.Enqueue(new Call("A", "quiet"));
        Assert.Equal(10, Take(queue, 20).Count(call => call.Key == "quiet"));
    }

    [Fact]
    public void TryTake_Rate_SpacesStartsByTheClock()
    {
        var calls = 0;
        using var queue = new FairQueue(ActivityLimitModel.Of([new ActivityLimit { RatePerSecond = 2, Burst = 3 }]), clock, () => calls++);
        Enqueue(queue, "A", "A", "A", "A", "A");
        Assert.Equal(3, TakeAll(queue).Count);
        clock.Advance(TimeSpan.FromMilliseconds(499));
        Assert.Empty(TakeAll(queue));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Single(TakeAll(queue));
        clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Single(TakeAll(queue));
        Assert.Equal(2, calls);
        Assert.False(clock.TryFireNext());
    }

    [Fact]
    public void TryTake_Priorities_GreaterFirstButNothingWaitsForEver()
    {
        using var queue = Queue(
            new ActivityLimit { Activity = "Urgent", Priority = 10 },
            new ActivityLimit { Activity = "Low", Priority = -1 },
            new ActivityLimit { Activity = "Lower", Priority = -2 });
        Enqueue(queue, "Low", "Lower", "Plain");
        var order = new List<string>();
        for (var i = 0; i < 32; i++)
        {
            Enqueue(queue, "Urgent", "Urgent");
            var call = queue.TryTake()!;
            order.Add(call.Activity);
            queue.Ended(call);
        }

        Assert.Equal(Enumerable.Repeat("Urgent", 7), order.Take(7));
        Assert.Equal(["Low", "Lower", "Plain"], order.Where(name => name != "Urgent").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Set_WhileCallsRunAndWait_CountsThemUnderTheNewLimits()
    {
        using var queue = Queue(new ActivityLimit { MaxConcurrent = 4 });
        Enqueue(queue, "A", "A", "A", "A", "A", "A");
        var running = TakeAll(queue);
        Assert.Equal(4, running.Count);
        queue.Set(ActivityLimitModel.Of([new ActivityLimit { MaxConcurrent = 2 }]));
        queue.Ended(running[0]);
        queue.Ended(running[1]);
        Assert.Empty(TakeAll(queue));
        queue.Ended(running[2]);
        Assert.Single(TakeAll(queue));
        queue.Set(ActivityLimitModel.Of([]));
        Assert.Single(TakeAll(queue));
    }

    [Fact]
    public void Of_WrongLimits_NamesEachOfThem()
    {
        var error = Assert.Throws<ArgumentException>(() => ActivityLimitModel.Of(
        [
            new ActivityLimit { Activity = "A*b" },
            new ActivityLimit { Activity = "X", MaxConcurrent = 0 },
            new ActivityLimit { Activity = "Y", RatePerSecond = double.NaN, Burst = 0 },
        ]));
        Assert.All(["'A*b'", "'X' allows 0", "'Y' has a rate of NaN", "'Y' has a burst of 0"], part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    /// <summary>Random calls, ends, changes of limits and steps of the clock: no bound is ever exceeded, and in the end everything has run.</summary>
    [Fact]
    public void TryTake_AnySchedule_KeepsEveryBoundAndStartsEverything() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => RunSchedule(new Random(seed))).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    private static void RunSchedule(Random random)
    {
        var clock = new ManualClock();
        var limits = Limits(random);
        using var queue = new FairQueue(ActivityLimitModel.Of(limits), clock, static () => { });
        var running = new List<Call>();
        var starts = new Dictionary<(ActivityLimit, string), List<DateTime>>();
        var (added, taken) = (0, 0);
        for (var step = 0; step < 400 || taken < added; step++)
        {
            Assert.True(step < 20_000, $"{added - taken} calls never started");
            if (step < 300 && random.Next(2) == 0)
                added += Add(queue, random);
            if (running.Count > 0 && (step > 300 || random.Next(3) == 0))
                End(queue, running, random);
            if (step > 300 || random.Next(10) == 0)
                clock.Advance(TimeSpan.FromMilliseconds(random.Next(1, 400)));
            while (queue.TryTake() is Call call)
            {
                taken++;
                running.Add(call);
                Check(limits, call, running, starts, clock.GetUtcNow().UtcDateTime);
            }
        }
    }

    private static void Check(
        ActivityLimit[] limits, Call call, List<Call> running, Dictionary<(ActivityLimit, string), List<DateTime>> starts, DateTime now)
    {
        var limit = Array.Find(limits, item => item.Activity == call.Activity)!;
        var key = limit.KeyTag is null ? "" : call.Key!;
        var alike = running.Where(other => other.Activity == call.Activity).ToList();
        Assert.True(alike.Count <= (limit.MaxConcurrent ?? int.MaxValue));
        Assert.True(alike.Count(other => limit.KeyTag is null || other.Key == call.Key) <= (limit.MaxConcurrentPerKey ?? int.MaxValue));
        if (limit.RatePerSecond is not { } rate)
            return;
        if (!starts.TryGetValue((limit, key), out var times))
            starts[(limit, key)] = times = [];
        times.Add(now);
        for (var i = 0; i < times.Count; i++)
            Assert.True(times.Count - i <= limit.Burst + (now - times[i]).TotalSeconds * rate + 1e-6, "too many starts in a window");
    }

    private static ActivityLimit[] Limits(Random random) => [.. new[] { "A", "B", "C" }.Select(name => new ActivityLimit
    {
        Activity = name,
        MaxConcurrent = random.Next(2) == 0 ? random.Next(1, 6) : null,
        KeyTag = random.Next(2) == 0 ? "tenant" : null,
        MaxConcurrentPerKey = random.Next(2) == 0 ? random.Next(1, 4) : null,
        RatePerSecond = random.Next(2) == 0 ? random.Next(1, 20) : null,
        Burst = random.Next(1, 4),
        Priority = random.Next(3),
    })];

    private static int Add(FairQueue queue, Random random)
    {
        var count = random.Next(1, 6);
        for (var i = 0; i < count; i++)
            queue.Enqueue(new Call("ABC"[random.Next(3)].ToString(), $"t{random.Next(4)}"));
        return count;
    }

    private static void End(FairQueue queue, List<Call> running, Random random)
    {
        var index = random.Next(running.Count);
        queue.Ended(running[index]);
        running.RemoveAt(index);
    }

    private FairQueue Queue(params ActivityLimit[] limits) => new(ActivityLimitModel.Of(limits), clock, static () => { });

    private static void Enqueue(FairQueue queue, params string[] activities)
    {
        foreach (var activity in activities)
            queue.Enqueue(new Call(activity, null));
    }

    private static List<Call> Take(FairQueue queue, int count) => [.. Enumerable.Range(0, count).Select(_ => (Call)queue.TryTake()!)];

    private static List<Call> TakeAll(FairQueue queue)
    {
        var taken = new List<Call>();
        while (queue.TryTake() is Call call)
            taken.Add(call);
        return taken;
    }

    private sealed class Call(string activity, string? key) : LimitedCall
    {
        public string? Key => key;

        public override string Activity => activity;

        public override IReadOnlyDictionary<string, string>? Tags { get; } = key is null ? null : new Dictionary<string, string> { ["tenant"] = key };
    }
}
