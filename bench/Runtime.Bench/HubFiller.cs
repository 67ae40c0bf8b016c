using Microsoft.Extensions.Logging.Abstractions;
using Runtime.Engine.History;
using Runtime.Engine.Store;
using Runtime.TaskHub.Sqlite;
using Workflows.Runtime;

namespace Runtime.Bench;

/// <summary>Fills a hub with runs through the hub's own commits, faster than running them.</summary>
internal static class HubFiller
{
    private const int OutstandingMax = 10_000;

    public static async Task FillAsync(string folder, int count, Func<int, long, (RunRow Row, Turn Turn)> make)
    {
        await using var hub = SqliteTaskHub.Open(folder, new EmbeddedHubOptions().Name, NullLogger.Instance);
        var pending = new List<Task<bool>>(OutstandingMax);
        for (var i = 0; i < count; i++)
        {
            var (row, turn) = make(i, hub.NextRunNumber());
            pending.Add(hub.CommitAsync(new HubCommit { Run = row, IsNew = true, RowChanged = true, Chunk = HistoryCodec.Encode(turn) }).AsTask());
            if (pending.Count < OutstandingMax)
                continue;
            await Task.WhenAll(pending);
            pending.Clear();
        }

        await Task.WhenAll(pending);
    }
}
