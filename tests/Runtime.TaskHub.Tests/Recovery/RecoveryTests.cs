using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Runtime.Engine.Store;
using Runtime.TaskHub.InMemory;
using Runtime.TaskHub.Sqlite;
using Runtime.TaskHub.Tests.Sqlite;

namespace Runtime.TaskHub.Tests.Recovery;

public sealed class RecoveryTests
{
    private static readonly List<Step> Everything =
    [
        new(StepKind.Sequence, 2, []),
        new(StepKind.Event, 2, []),
        new(StepKind.FanOut, 3, []),
        new(StepKind.ContinueAsNew, 1, []),
        new(StepKind.Timer, 2, []),
        new(StepKind.Child, 1, [new(StepKind.FanOut, 2, []), new(StepKind.Timer, 1, []), new(StepKind.Sequence, 1, [])]),
        new(StepKind.Event, 1, []),
    ];

    /// <summary>Everything takes so many commits at least; more when what arrives is spread over more turns.</summary>
    private const int FewestCommits = 10;

    public static TheoryData<int, bool, int> EveryDeath
    {
        get
        {
            var data = new TheoryData<int, bool, int>();
            for (var commits = 0; commits < 16; commits++)
            {
                data.Add(commits, true, commits % 2 * 1_000);
                data.Add(commits, false, commits % 2 * 1_000);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(EveryDeath))]
    public async Task Die_AfterAnyCommit_CompletesEverythingOnce(int commits, bool lastReachesTheDisk, int restingRunsMax)
    {
        var deaths = await RunInMemoryAsync(new Scenario(Everything, [commits], lastReachesTheDisk, restingRunsMax));
        Assert.True(deaths == 1 || commits >= FewestCommits);
    }

    [Fact]
    public void Die_InAnyWorkflow_CompletesEverythingOnceInMemory() => Check(RunInMemoryAsync, 150);

    [Fact]
    public void Die_InAnyWorkflow_CompletesEverythingOnceOnDisk() => Check(RunOnDiskAsync, 25);

    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    public Task Run_EvictedOrSticky_GivesTheSameResult(int restingRunsMax) =>
        RunInMemoryAsync(new Scenario(Everything, [], LastReachesTheDisk: false, restingRunsMax));

    [Fact]
    public async Task Die_BeforeOutcomesAreStored_FindsThemNotedOnDisk()
    {
        var folder = new TempFolder();
        try
        {
            var scenario = new Scenario([new(StepKind.FanOut, 5, [])], [1], LastReachesTheDisk: false, RestingRunsMax: 1_000);
            var runner = new PlanRunner(scenario, () => Task.FromResult<ITaskHub>(SqliteTaskHub.Open(folder.Path, "hub", NullLogger.Instance)));
            await runner.RunAsync();
            Assert.Equal(1, runner.Deaths);
            Assert.InRange(runner.Noted, 1, 5);
        }
        finally
        {
            folder.Remove();
        }
    }

    private static void Check(Func<Scenario, Task> run, int tests) =>
        Prop.ForAll(Scenario.Any, scenario => Task.Run(() => run(scenario))).Check(Config.QuickThrowOnFailure.WithMaxTest(tests));

    /// <returns>How often the process died.</returns>
    private static async Task<int> RunInMemoryAsync(Scenario scenario)
    {
        var hub = new InMemoryTaskHub();
        var runner = new PlanRunner(scenario, () =>
        {
            hub.Reopen();
            return Task.FromResult<ITaskHub>(hub);
        });
        await runner.RunAsync();
        return runner.Deaths;
    }

    private static async Task RunOnDiskAsync(Scenario scenario)
    {
        var folder = new TempFolder();
        try
        {
            await new PlanRunner(scenario, () => Task.FromResult<ITaskHub>(SqliteTaskHub.Open(folder.Path, "hub", NullLogger.Instance))).RunAsync();
        }
        finally
        {
            folder.Remove();
        }
    }
}
