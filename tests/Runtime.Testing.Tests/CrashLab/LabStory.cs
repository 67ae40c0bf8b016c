using System.Text.Json;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Engine.History;
using Runtime.Engine.Pumps;
using Runtime.Engine.Replay;
using Runtime.Engine.Store;
using Workflows.Testing;
using Workflows.Testing.CrashLab;

namespace Runtime.Testing.Tests.CrashLab;

/// <summary>Tells a plan to its end: the world starts runs, sends events, suspends and terminates, while the process dies and lives again.</summary>
internal sealed class LabStory : IDisposable
{
    private const int ResumptionsMax = 10_000;
    private const int JumpingClocks = 5;        // one story in so many has a clock that is set back and forth
    // An activity that nobody needs any more is cancelled on a thread of its own, and frees its place a moment later.
    private static readonly TimeSpan CancellationMax = TimeSpan.FromMilliseconds(500);

    private const int EndingsMax = 50;          // a run that stays suspended all the same is reported as unfinished
    private const string CollectorId = "collector";

    // A start whose answer was lost is asked again: the run may have ended meanwhile, and must not be replaced.
    private static readonly OrchestrationRuntimeStatus[] Once = Enum.GetValues<OrchestrationRuntimeStatus>();

    private readonly LabPlan plan;
    private readonly Simulation simulation;
    private readonly ServiceProvider services = new ServiceCollection().BuildServiceProvider();
    private readonly List<LabDeed> deeds = [];
    private readonly List<LabDeed> underWay = [];
    private readonly HashSet<string> mayBeTerminated = new(StringComparer.Ordinal);
    private readonly LabSetup setup;
    private bool marked;
    private int endings;
    private int resumptions;

    public LabStory(LabPlan plan, ILabStore store)
    {
        this.plan = plan;
        var clock = new ManualClock();
        var limits = new EngineOptions { RestingRunsMax = plan.Seed % 3 == 0 ? 0 : 1_000, ActivitiesMax = 1 + (plan.Seed % 4), TurnsMax = 1 + (plan.Seed % 2) };
        setup = new LabSetup(LabProgram.Create(new LabWorld(), clock), services, new DurableTaskWorkerOptions(), limits);
        simulation = new Simulation(store, setup, plan.Seed, plan.Deaths, clock);
        Plan();
    }

    /// <summary>Tells the story.</summary>
    /// <returns>What went wrong; empty when nothing did.</returns>
    public IReadOnlyList<string> Tell()
    {
        while (deeds.Count > 0 || underWay.Count > 0 || !IsOver() || PlanTheEnd())
        {
            Settle();
            if (plan.Seed % JumpingClocks == 0 && simulation.Chance.Next(100) == 0)
                simulation.Clock.Jump(TimeSpan.FromMinutes(simulation.Chance.Next(-120, 120)));
            if (deeds.Count > 0 && underWay.Count < 3 && simulation.Chance.Next(6) == 0)
                Begin();
            if (simulation.Step() || (simulation.Engine.ActiveActivities > 0 && simulation.Life.WaitForWork(CancellationMax)))
                continue;
            if (!ResumeSuspended() && !PlanTheEnd())
                break;
            Begin();
        }

        Settle();
        return [.. simulation.Ledger.Violations, .. LabVerdict.Find(plan, simulation, mayBeTerminated), .. ReplayAll()];
    }

    public void Dispose()
    {
        simulation.Dispose();
        services.Dispose();
    }

    private bool IsOver() => !simulation.Life.HasWork && simulation.Clock.UntilNextTimer is null && simulation.Engine.ActiveActivities == 0;

    private void Plan()
    {
        for (var i = 0; i < plan.Roots.Count; i++)
        {
            var (id, root) = ($"run{i}", plan.Roots[i]);
            Start(id, new ExecutionStarted(LabProgram.Tree, "", JsonSerializer.Serialize(root)));
            foreach (var (target, node) in Events(id, root))
                Do(engine => engine.SendAsync(target, new EventReceived($"e{node.Id}", $"{node.Id}")), again: true, until: CommandResult.Accepted);
            if (i < plan.Suspends)
            {
                Do(engine => engine.SendAsync(id, new SuspendRequested(null)), again: true);
                Do(engine => engine.SendAsync(id, new ResumeRequested(null)), again: true);
            }

            if (plan.Roots.Count - i > plan.Terminates)
                continue;
            mayBeTerminated.Add(id);
            Do(engine => engine.SendAsync(id, new TerminateRequested(null, Recursive: i % 2 == 0)), again: true);
        }

        if (plan.Items == 0)
            return;
        var state = new LabProgram.CollectorState([], 2);
        Start(CollectorId, new ExecutionStarted(LabProgram.Collector, "", JsonSerializer.Serialize(state)));
        for (var item = 1; item <= plan.Items; item++)
            Send(item);
    }

    /// <summary>What must not overtake a deed that is asked again: the collector's mark, and the resumption of what is still suspended.</summary>
    private bool PlanTheEnd()
    {
        if (++endings > EndingsMax)
            return false;
        if (plan.Items > 0 && !marked)
            Send(LabProgram.FinishMark);
        marked = true;
        return ResumeSuspended();
    }

    private bool ResumeSuspended()
    {
        if (++resumptions > ResumptionsMax)
            return deeds.Count > 0;
        foreach (var run in simulation.Hub.Query(new RunQuery { Statuses = [OrchestrationRuntimeStatus.Suspended], Limit = 100 }).Runs)
            deeds.Insert(0, new LabDeed(engine => engine.SendAsync(run.Id, new ResumeRequested(null)), again: true, until: null));
        return deeds.Count > 0;
    }

    /// <summary>Events for the nodes of a run that wait for one. Children with an id of their own get theirs too, others only by luck of it.</summary>
    private static IEnumerable<(string Target, LabNode Node)> Events(string run, LabNode node) => node.Kind switch
    {
        LabKind.Event or LabKind.EventOrTimer => [(run, node)],
        LabKind.Child => Events($"{run}-{node.Id}", node.Kids[0]),
        LabKind.FailingChild => [],
        _ => node.Kids.SelectMany(kid => Events(run, kid)),
    };

    private void Start(string id, ExecutionStarted started) =>
        Do(engine => engine.StartRunAsync(id, started, Once, idIsFresh: false), again: true);

    private void Send(int item)
    {
        var text = $"{item}";
        Do(engine => engine.SendAsync(CollectorId, new EventReceived("item", text)), again: true, until: CommandResult.Accepted);
    }

    private void Do(Func<DurableEngine, Task<CommandResult>> deed, bool again, CommandResult? until = null) => deeds.Add(new LabDeed(deed, again, until));

    private void Begin()
    {
        var next = deeds[0];
        deeds.RemoveAt(0);
        next.Begin(simulation.Life);
        underWay.Add(next);
    }

    /// <summary>Takes note of answers; whoever lost the one to ask asks the next life.</summary>
    private void Settle()
    {
        for (var i = underWay.Count - 1; i >= 0; i--)
        {
            var deed = underWay[i];
            if (!deed.IsAnswered && !deed.IsLost)
                continue;
            underWay.RemoveAt(i);
            if (deed.GoesOn)
                deeds.Insert(simulation.Chance.Next(Math.Min(3, deeds.Count + 1)), deed);
        }
    }

    /// <summary>Every history that is left must replay to itself.</summary>
    private IEnumerable<string> ReplayAll()
    {
        var environment = new OrchestrationEnvironment(
            setup.Worker.DataConverter, setup.Worker.MaximumTimerInterval, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        foreach (var run in simulation.Hub.Query(new RunQuery { Limit = 10_000 }).Runs)
        {
            string? error = null;
            try
            {
                LabReplay.Run(environment, setup.Factory, run, simulation.Hub.ReadHistory(run.Number));
            }
            catch (Exception caught)
            {
                error = $"Run '{run.Id}' does not replay: {caught.Message}";
            }

            if (error is not null)
                yield return error;
        }
    }
}
