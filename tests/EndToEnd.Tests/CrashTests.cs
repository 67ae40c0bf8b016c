using System.Globalization;
using Runtime.Engine.History;
using Runtime.TaskHub.Sqlite;

namespace EndToEnd.Tests;

/// <summary>
/// kill -9 at random points of <c>run review</c>, then the same command with <c>--resume</c>, until the run ends. What is on disk at a kill is read
/// between the processes, and an append-only file tells what was executed.
/// </summary>
public sealed class CrashTests
{
    private const int Files = 1_500;
    private const int KillsDefault = 20;
    private const int LatestKillMs = 1_500;

    /// <summary>Number of kills; the nightly number is 50.</summary>
    private static int Kills => int.Parse(Environment.GetEnvironmentVariable("WORKFLOWS_TEST_KILLS") ?? $"{KillsDefault}", CultureInfo.InvariantCulture);

    private static int Seed => int.Parse(Environment.GetEnvironmentVariable("WORKFLOWS_TEST_SEED") ?? "20261120", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Review_KilledAtRandomPoints_RepeatsNoFinishedActivityAndEnds()
    {
        using var scratch = new ScratchFolder();
        var folder = scratch.WriteSources("sources", Files);
        var random = new Random(Seed);
        var (kills, runs) = (0, 0);
        while (kills < Kills)
        {
            kills += await KillUntilItEndsAsync(scratch, folder, $"crash-{runs++}", random, Kills - kills);
        }

        Assert.True(kills >= Kills, $"{kills} kills over {runs} runs (seed {Seed})");
    }

    /// <returns>How often the run was killed.</returns>
    private static async Task<int> KillUntilItEndsAsync(ScratchFolder scratch, string folder, string id, Random random, int killsMax)
    {
        var log = scratch[$"{id}.log"];
        var settings = new Dictionary<string, string> { ["Host__ExecutionLog"] = log };
        string[] command = ["run", "review", folder, "--id", id, "--resume", "--out", scratch[$"out-{id}"], "--hub", scratch["hub"]];
        var logged = 0;
        for (var kills = 0; ; kills++)
        {
            var finishedBefore = Executions.Finished(scratch["hub"], id);
            using var process = WorkflowsProcess.Start(scratch.FullPath, settings, command);
            var ended = kills >= killsMax
                ? await process.ExitAsync() == 0
                : await process.EndsWithinAsync(TimeSpan.FromMilliseconds(random.Next(LatestKillMs)));
            process.Kill();

            var executed = Executions.Log(log);
            var again = executed.Skip(logged).Where(finishedBefore.Contains).ToList();
            Assert.True(again.Count == 0, $"After kill {kills} of {id} (seed {Seed}) finished activities ran again: {string.Join(", ", again)}.");
            logged = executed.Count;
            if (!ended)
                continue;

            Assert.True(await process.ExitAsync() == 0, $"{process.Output}\n{process.Error}");
            AssertComplete(scratch, id, executed);
            return kills;
        }
    }

    private static void AssertComplete(ScratchFolder scratch, string id, List<Execution> executed)
    {
        var scheduled = Executions.Scheduled(scratch["hub"], id);
        Assert.Empty(scheduled.Except(Executions.Finished(scratch["hub"], id)));
        Assert.True(scheduled.SetEquals(executed), $"{scheduled.Count} were scheduled, {executed.Distinct().Count()} executed");
        var turns = Turns(scratch["hub"], id);
        Assert.IsType<ExecutionCompleted>(turns[^1].Decided[^1]);
        var report = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(scratch[$"out-{id}"], "review.json")));
        Assert.Equal(Files, report.RootElement.GetProperty("overview").GetProperty("files").GetInt32());
    }

    private static List<Turn> Turns(string hub, string id)
    {
        using var snapshot = HubSnapshot.Open(hub, "Workflows");
        return snapshot?.ReadHistory(id).Select(chunk => HistoryCodec.Decode(chunk)).ToList() ?? [];
    }
}
