using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Runtime.Engine.History;
using Runtime.Engine.Pumps;
using Runtime.Engine.Store;
using Runtime.TaskHub.Contract;

namespace Runtime.TaskHub.Tests.Recovery;

/// <summary>Runs a scenario through its lives, and checks what must hold after each death and at the end.</summary>
internal sealed class PlanRunner(Scenario scenario, Func<Task<ITaskHub>> open)
{
    private const string Root = "root";

    private static readonly ServiceProvider Services = new ServiceCollection().BuildServiceProvider();

    private readonly ManualClock clock = new();

    /// <summary>Lives that ended by a death and not by the end of the work.</summary>
    public int Deaths { get; private set; }

    /// <summary>Outcomes that deaths found noted and not stored.</summary>
    public int Noted { get; private set; }

    public async Task RunAsync()
    {
        HashSet<string> committed = [];
        foreach (var death in scenario.Deaths)
            committed = await LiveAsync(death, committed);
        await LiveAsync(int.MaxValue, committed);

        await using var hub = await open();
        var root = hub.Find(Root)!;
        Assert.Equal(Microsoft.DurableTask.Client.OrchestrationRuntimeStatus.Completed, root.Status);
        var outcome = HistoryCodec.Decode(hub.ReadEnds(root.Number)!.Value.Last).Decided[^1];
        Assert.Equal(scenario.Expected, JsonSerializer.Deserialize<long>(((ExecutionCompleted)outcome).Output!));
        Assert.All(hub.Query(new RunQuery { Limit = 10_000 }).Runs, run => Assert.True(run.IsFinished, run.ToString()));
        Assert.Empty(hub.ReadMessages());
        Assert.Empty(hub.ReadWakes(null, 10));
    }

    /// <summary>One process from its start to its death or the end of the work.</summary>
    private async Task<HashSet<string>> LiveAsync(int commits, HashSet<string> committed)
    {
        await using var stored = await open();
        var noted = KeysOfNotes(stored);
        Noted += noted.Count;
        var hub = new DyingHub(stored, commits, scenario.LastReachesTheDisk);
        var executed = new ConcurrentQueue<string>();
        var options = new EngineOptions { RestingRunsMax = scenario.RestingRunsMax };
        var engine = new DurableEngine(
            hub, new PlanCode(hub, executed), Services, new DurableTaskWorkerOptions(), new EngineSettings(options, clock, NullLoggerFactory.Instance));
        engine.Start();
        var ended = await clock.DriveAsync(Task.WhenAny(WorkAsync(engine, hub), hub.Died)).WaitAsync(TimeSpan.FromSeconds(20));
        await ended;
        Assert.DoesNotContain(executed, committed.Contains);
        Assert.DoesNotContain(executed, noted.Contains);
        if (hub.IsDead)
            Deaths++;
        else
            await engine.DisposeAsync();
        await hub.SettleAsync();
        return Committed(stored);
    }

    private async Task WorkAsync(DurableEngine engine, DyingHub hub)
    {
        if (hub.Find(Root) is null)
            await engine.StartRunAsync(Root,
                new ExecutionStarted("Plan", "", JsonSerializer.Serialize(new PlanState(scenario.Steps, 0, 0))), blocking: null, idIsFresh: false);
        for (var next = EventsTaken(hub); next < scenario.Events; next++)
            await engine.SendAsync(Root, new EventReceived("e", $"{Scenario.EventValue(next)}"));
        await engine.WaitAsync(Root, run => run.IsFinished, CancellationToken.None);
    }

    /// <summary>Events that the root has on disk: those before it continued as new, and those of its present execution.</summary>
    private static int EventsTaken(DyingHub hub)
    {
        var received = hub.ReadHistory(hub.Find(Root)!.Number).SelectMany(chunk => HistoryCodec.Decode(chunk).Received).ToList();
        var state = JsonSerializer.Deserialize<PlanState>(received.OfType<ExecutionStarted>().First().Input!)!;
        return state.EventsTaken + received.OfType<EventReceived>().Count();
    }

    /// <summary>Idempotency keys of the activities whose results are on disk.</summary>
    private static HashSet<string> Committed(ITaskHub hub) =>
    [
        .. from run in hub.Query(new RunQuery { Limit = 10_000 }).Runs
           from chunk in hub.ReadHistory(run.Number)
           from result in HistoryCodec.Decode(chunk).Received.OfType<ActivityCompleted>()
           select $"{run.Id}:{run.Execution:x}:{result.TaskId}",
    ];

    /// <summary>Idempotency keys of the activities that had ended when the process before died.</summary>
    private static HashSet<string> KeysOfNotes(ITaskHub hub) =>
    [
        .. from note in hub.ReadNotes()
           join run in hub.Query(new RunQuery { Limit = 10_000 }).Runs on note.Run equals run.Number
           select $"{run.Id}:{note.Execution:x}:{((ActivityCompleted)note.Outcome).TaskId}",
    ];

    /// <summary>The orchestrator that follows a plan, and its one activity; in a dead process no activity does anything.</summary>
    private sealed class PlanCode(DyingHub hub, ConcurrentQueue<string> executed) : IDurableTaskFactory
    {
        private readonly DurableTaskRegistry registry = new DurableTaskRegistry()
            .AddOrchestratorFunc<PlanState, long>("Plan", FollowAsync)
            .AddActivityFunc<int, long>("Add", async (context, value) =>
            {
                if (hub.IsDead)
                    await new TaskCompletionSource().Task;
                executed.Enqueue(((DurableActivityContext)context).IdempotencyKey);
                return value;
            });

        public bool TryCreateActivity(TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskActivity? activity)
        {
            activity = registry.GetActivities().Single().Value(serviceProvider);
            return true;
        }

        public bool TryCreateOrchestrator(TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskOrchestrator? orchestrator)
        {
            orchestrator = registry.GetOrchestrators().Single().Value(serviceProvider);
            return true;
        }

        private static async Task<long> FollowAsync(TaskOrchestrationContext context, PlanState state)
        {
            var (sum, taken) = (state.Sum, state.EventsTaken);
            for (var i = 0; i < state.Steps.Count; i++)
            {
                var step = state.Steps[i];
                if (step.Kind == StepKind.ContinueAsNew)
                {
                    context.ContinueAsNew(new PlanState(state.Steps[(i + 1)..], sum, taken));
                    return 0;
                }

                sum += await RunAsync(context, step);
                taken += step.Kind == StepKind.Event ? step.Count : 0;
            }

            return sum;
        }

        private static async Task<long> RunAsync(TaskOrchestrationContext context, Step step)
        {
            var sum = 0L;
            switch (step.Kind)
            {
                case StepKind.Sequence:
                    for (var i = 1; i <= step.Count; i++)
                        sum += await context.CallActivityAsync<long>("Add", i);
                    return sum;
                case StepKind.FanOut:
                    return (await Task.WhenAll(Enumerable.Range(1, step.Count).Select(i => context.CallActivityAsync<long>("Add", i)))).Sum();
                case StepKind.Event:
                    for (var i = 0; i < step.Count; i++)
                        sum += await context.WaitForExternalEvent<long>("e");
                    return sum;
                case StepKind.Child:
                    return await context.CallSubOrchestratorAsync<long>("Plan", new PlanState(step.Child, 0, 0));
                default:
                    await context.CreateTimer(TimeSpan.FromHours(step.Count), CancellationToken.None);
                    return 0;
            }
        }
    }
}
