using Models.TestServer;

namespace EndToEnd.Tests;

/// <summary>kill -9 of <c>workflows dev</c> in the middle of runs: they go on by themselves at the next start.</summary>
public sealed class DevCrashTests : IDisposable
{
    private const int Files = 800;
    private const int Kills = 4;
    private const int LatestKillMs = 400;

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Dev_KilledWhileAModelIsAsked_CompletesTheRunAfterARestart()
    {
        scratch.Write("good/A.cs", "public sealed class A;\n");
        await using var model = await ModelServer.StartAsync(Replies.Silent());
        using (var dev = await DevServer.StartAsync(scratch, DevTests.Waiting(model)))
        {
            await dev.ReviewAsync("killed", DevServer.Folder(scratch["good"]));
            await model.ArrivalAsync();
            dev.Process.Kill();
        }

        using var again = await DevServer.StartAsync(scratch);
        await again.WaitAsync("killed", "Completed");
    }

    [Fact]
    public async Task Dev_KilledAgainAndAgain_RepeatsNoFinishedActivity()
    {
        var folder = scratch.WriteSources("sources", Files);
        var random = new Random(20261120);
        var settings = new Dictionary<string, string> { ["Host__ExecutionLog"] = scratch["executed.log"] };
        var (logged, finished) = (0, new HashSet<Execution>());
        for (var kill = 0; kill <= Kills; kill++)
        {
            using var dev = await DevServer.StartAsync(scratch, settings);
            if (kill == 0)
                await dev.ReviewAsync("killed", DevServer.Folder(folder));
            if (kill == Kills)
                await dev.WaitAsync("killed", "Completed");
            else
                await dev.Process.EndsWithinAsync(TimeSpan.FromMilliseconds(random.Next(LatestKillMs)));
            dev.Process.Kill();

            var executed = Executions.Log(scratch["executed.log"]);
            var again = executed.Skip(logged).Where(finished.Contains).ToList();
            Assert.True(again.Count == 0, $"After kill {kill} finished activities ran again: {string.Join(", ", again)}.");
            (logged, finished) = (executed.Count, Executions.Finished(scratch["hub"], "killed"));
        }

        Assert.True(finished.SetEquals(Executions.Log(scratch["executed.log"])));
    }
}
