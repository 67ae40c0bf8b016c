namespace Runtime.Engine.Limits;

/// <summary>
/// Calls that wait under limits. Greater priorities go first; within one, keys take turns. A lane that may not go on leaves its ring until what
/// holds it back ends, so that taking a call costs the same however many wait. Rates are kept by one timer of the clock; nothing polls.
/// </summary>
internal sealed class FairQueue : IDisposable
{
    private const int OldestEvery = 8;              // one place in so many goes to the priority that was served longest ago
    private const int LanesKeptMin = 1_024;         // below that, forgetting idle keys is not worth a look

    private readonly Lock gate = new();
    private readonly Dictionary<(LimitInUse Limit, string Key), ActivityLane> lanes = [];
    private readonly Dictionary<ActivityLimit, LimitInUse> limits = new(ReferenceEqualityComparer.Instance);
    private readonly SortedList<int, PriorityLevel> levels = new(Comparer<int>.Create(static (a, b) => b.CompareTo(a)));
    private readonly PriorityQueue<ActivityLane, long> paced = new();
    private readonly HashSet<LimitedCall> running = [];
    private readonly TimeProvider clock;
    private readonly Action ready;
    private readonly ITimer timer;
    private readonly long origin;
    private ActivityLimitModel model;
    private long armedFor = long.MaxValue;
    private long taken;
    private int readyLanes;
    private int sweepAt = LanesKeptMin;

    /// <summary>An empty queue.</summary>
    /// <param name="model">The limits.</param>
    /// <param name="clock">The clock of the rates.</param>
    /// <param name="ready">Called, on the clock's thread, when a rate lets a call go on.</param>
    public FairQueue(ActivityLimitModel model, TimeProvider clock, Action ready)
    {
        this.model = model;
        this.clock = clock;
        this.ready = ready;
        origin = clock.GetTimestamp();
        timer = clock.CreateTimer(static self => ((FairQueue)self!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether <see cref="TryTake"/> is worth a try.</summary>
    public bool HasReady => Volatile.Read(ref readyLanes) > 0;

    private long Now => clock.GetElapsedTime(origin).Ticks;

    public void Enqueue(LimitedCall call)
    {
        lock (gate)
            Add(call);
    }

    /// <summary>Takes the next call that may start; it counts from now until <see cref="Ended"/>.</summary>
    /// <returns>The call; null when none may start.</returns>
    public LimitedCall? TryTake()
    {
        lock (gate)
        {
            while (NextLevel() is { } level)
            {
                var lane = level.Ready.Dequeue();
                readyLanes--;
                if (!MayGoOn(lane))
                    continue;
                level.ServedAt = ++taken;
                return Start(lane);
            }

            return null;
        }
    }

    /// <summary>A call that was taken has ended.</summary>
    public void Ended(LimitedCall call)
    {
        lock (gate)
        {
            if (!running.Remove(call) || call.Lane is not { } lane)
                return;
            lane.Running--;
            lane.Limit.Running--;
            if (lane.State == ActivityLane.Hold.Key)
                MakeReady(lane);
            if (lane.Limit.Held.TryDequeue(out var held))
                MakeReady(held);
        }
    }

    /// <summary>Replaces the limits. Calls that run count under the new ones; calls that wait keep their order within their keys.</summary>
    public void Set(ActivityLimitModel next)
    {
        lock (gate)
        {
            var before = lanes.Values.ToList();
            model = next;
            lanes.Clear();
            limits.Clear();
            levels.Clear();
            paced.Clear();
            readyLanes = 0;
            foreach (var call in running)
                Count(call);
            foreach (var lane in before)
            {
                foreach (var call in lane.Waiting)
                    Add(call);
            }

            var earlier = before.ToLookup(lane => (lane.Limit.Limit.Activity, lane.Key));
            foreach (var lane in lanes.Values)
            {
                if (earlier[(lane.Limit.Limit.Activity, lane.Key)].FirstOrDefault() is { } same)
                    lane.TakeOver(same, Now);
            }
        }
    }

    /// <summary>How far the limits are used, key by key.</summary>
    public IReadOnlyList<ActivityLimitUse> Use()
    {
        lock (gate)
        {
            return [.. lanes.Values.Where(lane => lane.Running + lane.Waiting.Count > 0)
                .Select(lane => new ActivityLimitUse(lane.Limit.Limit.Activity, lane.Key, lane.Running, lane.Waiting.Count, lane.HeldBackBy))];
        }
    }

    /// <summary>Calls that wait, of all keys.</summary>
    public int Waiting
    {
        get
        {
            lock (gate)
                return lanes.Values.Sum(static lane => lane.Waiting.Count);
        }
    }

    public void Dispose() => timer.Dispose();

    private void Add(LimitedCall call)
    {
        var lane = LaneOf(call);
        call.Lane = lane;
        lane.Waiting.Enqueue(call);
        if (lane.State == ActivityLane.Hold.Empty)
            MakeReady(lane);
    }

    private void Count(LimitedCall call)
    {
        var lane = LaneOf(call);
        call.Lane = lane;
        lane.Running++;
        lane.Limit.Running++;
    }

    private LimitedCall Start(ActivityLane lane)
    {
        var call = lane.Waiting.Dequeue();
        lane.Running++;
        lane.Limit.Running++;
        lane.Pay(Now);
        running.Add(call);
        if (lane.Waiting.Count > 0)
            MakeReady(lane);
        else
            lane.State = ActivityLane.Hold.Empty;
        return call;
    }

    /// <summary>Checks the limit last: a lane that waits for it then lacks nothing else, and whoever ends may let any of them go on.</summary>
    private bool MayGoOn(ActivityLane lane)
    {
        if (lane.KeyIsFull)
            lane.State = ActivityLane.Hold.Key;
        else if (lane.NextStart > Now)
            Pace(lane);
        else if (lane.Limit.IsFull)
            Hold(lane);
        else
            return true;
        return false;
    }

    private void Pace(ActivityLane lane)
    {
        lane.State = ActivityLane.Hold.Rate;
        paced.Enqueue(lane, lane.NextStart);
        Arm();
    }

    private static void Hold(ActivityLane lane)
    {
        lane.State = ActivityLane.Hold.Limit;
        lane.Limit.Held.Enqueue(lane);
    }

    private void MakeReady(ActivityLane lane)
    {
        lane.State = ActivityLane.Hold.Ready;
        if (!levels.TryGetValue(lane.Limit.Limit.Priority, out var level))
            levels[lane.Limit.Limit.Priority] = level = new PriorityLevel { ServedAt = taken };
        level.Ready.Enqueue(lane);
        readyLanes++;
    }

    private PriorityLevel? NextLevel()
    {
        var waiting = levels.Values.Where(level => level.Ready.Count > 0);
        return (taken + 1) % OldestEvery == 0 ? waiting.MinBy(level => level.ServedAt) : waiting.FirstOrDefault();
    }

    private ActivityLane LaneOf(LimitedCall call)
    {
        var limit = model.For(call.Activity);
        var key = limit.KeyTag is { } tag && call.Tags is { } tags && tags.TryGetValue(tag, out var value) ? value : "";
        if (!limits.TryGetValue(limit, out var use))
            limits[limit] = use = new LimitInUse(limit);
        if (lanes.TryGetValue((use, key), out var lane))
            return lane;
        ForgetIdleLanes();
        return lanes[(use, key)] = new ActivityLane(use, key);
    }

    /// <summary>Keys come and go; each look costs all lanes, so the next one is when their number has doubled.</summary>
    private void ForgetIdleLanes()
    {
        if (lanes.Count < sweepAt)
            return;
        var now = Now;
        foreach (var (name, _) in lanes.Where(lane => lane.Value.IsIdle(now)).ToList())
            lanes.Remove(name);
        sweepAt = Math.Max(LanesKeptMin, lanes.Count * 2);
    }

    private void Fire()
    {
        lock (gate)
        {
            armedFor = long.MaxValue;
            while (paced.TryPeek(out var lane, out var at) && at <= Now)
            {
                paced.Dequeue();
                MakeReady(lane);
            }

            Arm();
        }

        ready();
    }

    private void Arm()
    {
        if (!paced.TryPeek(out _, out var next) || next >= armedFor)
            return;
        armedFor = next;
        var wait = TimeSpan.FromTicks(Math.Max(0, next - Now));
        timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }

    private sealed class PriorityLevel
    {
        public Queue<ActivityLane> Ready { get; } = new();

        /// <summary>Number of the last call that was taken from it.</summary>
        public long ServedAt { get; set; }
    }
}
