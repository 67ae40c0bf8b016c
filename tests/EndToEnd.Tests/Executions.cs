using System.Globalization;
using Runtime.Engine.History;
using Runtime.Engine.Store;
using Runtime.TaskHub.Sqlite;

namespace EndToEnd.Tests;

/// <summary>One activity of one run.</summary>
internal sealed record Execution(string Run, int Task);

/// <summary>What was executed, as the log of executions tells, and what is finished, as the hub's file tells. Of a run and the runs of its agents.</summary>
internal static class Executions
{
    private const int ChildrenMax = 10_000;

    /// <summary>In the order in which they began; a line that a kill cut off is none.</summary>
    public static List<Execution> Log(string path) => !File.Exists(path) ? [] :
    [
        .. File.ReadAllText(path).Split('\n').SkipLast(1).Select(line => line.Split('\t'))
            .Select(part => new Execution(part[0], int.Parse(part[1], CultureInfo.InvariantCulture))),
    ];

    public static HashSet<Execution> Finished(string hub, string id) =>
        Of(hub, id, turn => turn.Received.OfType<ActivityCompleted>().Select(result => result.TaskId));

    public static HashSet<Execution> Scheduled(string hub, string id) =>
        Of(hub, id, turn => turn.Decided.OfType<ActivityScheduled>().Select(call => call.TaskId));

    private static HashSet<Execution> Of(string hub, string id, Func<Turn, IEnumerable<int>> tasks)
    {
        using var snapshot = HubSnapshot.Open(hub, "Workflows");
        if (snapshot is null)
            return [];
        var runs = snapshot.Query(new RunQuery { ParentId = id, Limit = ChildrenMax }).Runs.Select(run => run.Id).Prepend(id);
        return [.. runs.SelectMany(run => snapshot.ReadHistory(run)
            .SelectMany(chunk => tasks(HistoryCodec.Decode(chunk))).Select(task => new Execution(run, task)))];
    }
}
