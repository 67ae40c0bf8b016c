using Microsoft.DurableTask.Client;
using Runtime.Engine.History;
using Runtime.Engine.Store;

namespace Runtime.TaskHub.Tests.Durability;

/// <summary>Commits whose content follows from a number, so that what is read can be checked.</summary>
internal static class HubRuns
{
    private static readonly DateTime Time = new(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    /// <summary>Run number n, with one turn, and a message.</summary>
    public static async Task AddAsync(ITaskHub hub, int n)
    {
        var run = new RunRow(hub.NextRunNumber(), Id(n), "Work", "")
        {
            Execution = n,
            Status = OrchestrationRuntimeStatus.Running,
            CreatedAt = Time.AddSeconds(n),
            UpdatedAt = Time.AddSeconds(n),
            Tags = new Dictionary<string, string> { ["n"] = $"{n}" },
        };
        var sent = new Message(n, Id(n + 1), 0, new EventReceived("next", $"{n}"));
        await hub.CommitAsync(new HubCommit { Run = run, IsNew = true, RowChanged = true, Chunk = Chunk(n), Sent = [sent] });
    }

    public static string Id(int n) => $"run-{n:d4}";

    public static byte[] Chunk(int n) => HistoryCodec.Encode(
        new Turn(Time, [new ExecutionStarted("Work", "", Input(n))], [new ActivityScheduled(0, "step", "", $"{n}")]));

    /// <summary>Checks that runs 1 to some n are there, whole, and no other.</summary>
    /// <returns>That n.</returns>
    public static int CheckPrefix(ITaskHub hub)
    {
        var runs = hub.Query(new RunQuery { Limit = 100_000 }).Runs;
        for (var n = 1; n <= runs.Count; n++)
        {
            Assert.Equal(Id(n), runs[n - 1].Id);
            Assert.Equal(Chunk(n), Assert.Single(hub.ReadHistory(runs[n - 1].Number)));
        }

        Assert.Equal(Enumerable.Range(1, runs.Count).Select(n => Id(n + 1)), hub.ReadMessages().Select(message => message.Target));
        return runs.Count;
    }

    /// <summary>Long enough that a commit is several pages.</summary>
    private static string Input(int n) => "\"" + new string((char)('a' + (n % 26)), 3_000 + (n * 37 % 3_000)) + "\"";
}
