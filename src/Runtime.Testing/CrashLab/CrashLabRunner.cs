using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Runtime.Engine.History;
using Runtime.Engine.Pumps;
using Runtime.Engine.Store;

namespace Workflows.Testing.CrashLab;

/// <summary>
/// Runs a workflow of yours, with its own activities, in a process that is simulated to die: on a hub in memory and on virtual time, before, in
/// and after its commits. A run that waits for an event from outside is stuck here: nobody sends one.
/// </summary>
public sealed class CrashLabRunner
{
    private const string RunId = "crashlab";
    private const int StepsPerStoryMin = 8;

    private readonly IServiceProvider services;
    private readonly IDurableTaskFactory factory;
    private readonly DurableTaskWorkerOptions worker;

    /// <summary>A lab for the tasks that a host registered.</summary>
    /// <param name="services">The host's services, with a Durable Task worker among them.</param>
    public CrashLabRunner(IServiceProvider services)
    {
        this.services = services;
        factory = services.GetRequiredService<IOptionsMonitor<DurableTaskRegistry>>().Get(Options.DefaultName).BuildFactory();
        worker = services.GetRequiredService<IOptionsMonitor<DurableTaskWorkerOptions>>().Get(Options.DefaultName);
    }

    /// <summary>Tells the stories. The first has no death and says how long the others are.</summary>
    /// <param name="orchestrator">The workflow.</param>
    /// <param name="input">Its input.</param>
    /// <param name="options">How many stories, and from which seed on; null for the defaults.</param>
    /// <param name="cancellationToken">Stops between two stories.</param>
    /// <returns>What was found.</returns>
    public Task<CrashLabReport> RunAsync(string orchestrator, object? input, CrashLabOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(orchestrator);
        var asked = options ?? new CrashLabOptions();
        var started = new ExecutionStarted(orchestrator, "", worker.DataConverter.Serialize(input));
        return Task.Factory.StartNew(
            () => Run(started, asked, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private CrashLabReport Run(ExecutionStarted started, CrashLabOptions options, CancellationToken cancellationToken)
    {
        var findings = new List<CrashLabFinding>();
        var repeats = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var (deaths, told) = (0, 0);
        var plain = Tell(started, options, options.FirstSeed, []);
        findings.AddRange(plain.Findings.Select(what => new CrashLabFinding(options.FirstSeed, "without any death: " + what)));
        for (; told < options.Seeds && findings.Count == 0; told++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var seed = options.FirstSeed + told;
            var story = Tell(started, options, seed, Deaths(seed, plain.Steps, options.DeathsMax));
            findings.AddRange(story.Findings.Select(what => new CrashLabFinding(seed, what)));
            deaths += story.Deaths;
            foreach (var (name, count) in story.Repeats)
                repeats[name] = repeats.GetValueOrDefault(name) + count;
        }

        return new CrashLabReport(told, deaths, findings, repeats);
    }

    private static List<int> Deaths(int seed, int steps, int most)
    {
        var chance = new Random(seed);
        return [.. Enumerable.Range(0, chance.Next(1, most + 1)).Select(i => chance.Next(Math.Max(steps / (i + 1), StepsPerStoryMin)))];
    }

    private Story Tell(ExecutionStarted started, CrashLabOptions options, int seed, IReadOnlyList<int> deaths)
    {
        using var store = new MemoryLabStore();
        using var simulation = new Simulation(store, new LabSetup(factory, services, worker, new EngineOptions()), seed, deaths, new ManualClock())
        {
            RealWorldMax = options.ActivityMax,
        };
        while (simulation.Hub.Find(RunId) is null)
            Start(simulation, started);
        var steps = 0;
        while (simulation.Step())
            steps++;
        return new Story(steps, simulation.Deaths, [.. simulation.Ledger.Violations, .. Unfinished(simulation)], simulation.Ledger.Repeats());
    }

    /// <summary>Starts the run; when the process dies before the start is stored, it is asked again.</summary>
    private static void Start(Simulation simulation, ExecutionStarted started)
    {
        var life = simulation.Life;
        var answer = life.Engine.StartRunAsync(RunId, started, Enum.GetValues<OrchestrationRuntimeStatus>(), idIsFresh: false);
        while (!answer.IsCompleted && simulation.Life == life && simulation.Step())
        {
            // the story goes on
        }
    }

    private static IEnumerable<string> Unfinished(Simulation simulation)
    {
        foreach (var run in simulation.Hub.Query(new RunQuery { Limit = 1_000 }).Runs.Where(run => !run.IsFinished))
            yield return $"lost work: run '{run.Id}' of {run.Name} is {run.Status} and nothing will wake it. Does it wait for an event?";
        foreach (var message in simulation.Hub.ReadMessages())
            yield return $"lost message: {message.Event.Kind} never reached '{message.Target}'.";
        foreach (var entity in simulation.Hub.Query(new RunQuery { Entities = true, Limit = 1_000 }).Runs)
        {
            if (simulation.Hub.ReadEnds(entity.Number) is { } ends && HistoryCodec.Decode(ends.Last).Received is [EntitySnapshot { LockedBy: { } owner }])
                yield return $"stuck lock: entity '{entity.Id}' is locked by run '{owner.InstanceId}'.";
        }
    }

    private sealed record Story(int Steps, int Deaths, IReadOnlyList<string> Findings, IReadOnlyDictionary<string, int> Repeats);
}
