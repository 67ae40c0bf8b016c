using Runtime.Engine.Pumps;
using Runtime.Engine.Store;

namespace Workflows.Testing.CrashLab;

/// <summary>
/// A process that dies and is started again, on one thread and from one seed: the seed decides which of the things that could happen next
/// happens, the deaths after how many of them the process dies. The same seed and deaths give the same story.
/// </summary>
internal sealed class Simulation : IDisposable
{
    private const int StepsMax = 200_000;           // far above any story that ends; one that does not is reported
    private const int EarlyTickChance = 40;         // one step in so many, time passes although there is work

    private static readonly TimeSpan RealWorldPause = TimeSpan.FromMilliseconds(20);

    private readonly ILabStore store;
    private readonly LabSetup setup;
    private readonly Queue<int> deaths;
    private ITaskHub hub;
    private int steps;
    private int stepsInLife;

    public Simulation(ILabStore store, LabSetup setup, int seed, IEnumerable<int> deaths, ManualClock clock)
    {
        this.store = store;
        this.setup = setup;
        this.deaths = new Queue<int>(deaths);
        Chance = new Random(seed);
        Clock = clock;
        hub = store.Open();
        Life = new LabLife(hub, setup, Clock, Ledger, keepsNotes: true);
        Life.Start();
    }

    public Random Chance { get; }

    public ManualClock Clock { get; }

    public LabLedger Ledger { get; } = new();

    public LabLife Life { get; private set; }

    public DurableEngine Engine => Life.Engine;

    /// <summary>The store, to look into when nothing happens.</summary>
    public ITaskHub Hub => hub;

    public int Deaths { get; private set; }

    /// <summary>How long activities may stay in the real world before the story is called stuck; zero when they never leave.</summary>
    public TimeSpan RealWorldMax { get; init; }

    /// <summary>One thing happens. When nothing else can, time passes to the next timer.</summary>
    /// <returns>False when nothing can happen any more.</returns>
    public bool Step()
    {
        if (++steps > StepsMax)
        {
            Ledger.Add($"The story did not end within {StepsMax} steps.");
            return false;
        }

        if (deaths.TryPeek(out var next) && stepsInLife >= next)
        {
            deaths.Dequeue();
            Die();
            return true;
        }

        stepsInLife++;
        if (Life.HasWork && Chance.Next(EarlyTickChance) > 0)
            Life.Step(Chance);
        else
            return Tick() || Life.HasWork;
        return true;
    }

    /// <summary>The process dies now and is started again.</summary>
    public void Die()
    {
        Life.Kill();
        Clock.DropTimers();
        store.Abandon();
        Deaths++;
        stepsInLife = 0;
        hub = store.Open();
        Life = new LabLife(hub, setup, Clock, Ledger, keepsNotes: Chance.Next(3) > 0);
        Life.Start();
    }

    public void Dispose()
    {
        Life.Kill();
        Clock.DropTimers();
    }

    private bool Tick()
    {
        if (!Life.HasWork && AwaitsRealWorld())
            return true;
        if (Clock.UntilNextTimer is not { } wait)
            return false;
        Clock.Advance(wait);
        return true;
    }

    /// <summary>Activities run, and not all of them wait for a timer.</summary>
    private bool AwaitsRealWorld()
    {
        if (RealWorldMax == TimeSpan.Zero)
            return false;
        for (var patience = RealWorldMax; patience > TimeSpan.Zero; patience -= RealWorldPause)
        {
            var active = Engine.ActiveActivities;
            if (active == 0 || Clock.WaitingActivities >= active)
                return false;
            if (Life.WaitForWork(RealWorldPause))
                return true;
        }

        return false;
    }
}
