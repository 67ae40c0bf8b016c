using Microsoft.Extensions.Logging.Abstractions;
using Runtime.Engine.History;
using Runtime.Engine.Store;
using Runtime.TaskHub.Sqlite;
using Runtime.TaskHub.Tests.Sqlite;

namespace Runtime.TaskHub.Tests.Notes;

/// <summary>Notes of a hub file, over its openings. A process that is killed leaves the file as it is: the tests copy it while it is open.</summary>
public sealed class NotedOutcomeTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Remove();

    private static SqliteTaskHub Open(string folder) => SqliteTaskHub.Open(folder, "hub", NullLogger.Instance);

    private string Kill(string to)
    {
        var copy = folder.File(to);
        Directory.CreateDirectory(copy);
        foreach (var file in new DirectoryInfo(folder.File("first")).GetFiles("hub.*").Where(file => file.Extension is not (".lock" or ".db-shm")))
            file.CopyTo(Path.Combine(copy, file.Name));
        return copy;
    }

    private static async Task<RunRow> AddRunAsync(SqliteTaskHub hub, string id, long? wakeAt)
    {
        var at = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var row = new RunRow(hub.NextRunNumber(), id, "Name", "") { Execution = 77, CreatedAt = at, UpdatedAt = at, WakeAt = wakeAt };
        Assert.True(await hub.CommitAsync(new HubCommit { Run = row, IsNew = true, RowChanged = true, Chunk = [1], ChunkIndex = 0 }));
        return row;
    }

    [Fact]
    public async Task ReadNotes_AfterAKill_GivesThoseOfRunsThatWaitForThem()
    {
        await using var hub = Open(folder.File("first"));
        var waits = await AddRunAsync(hub, "waits", wakeAt: 0);
        var sleeps = await AddRunAsync(hub, "sleeps", wakeAt: null);
        hub.Note(waits.Number, 77, new ActivityCompleted(1, "a"));
        hub.Note(waits.Number, 76, new ActivityCompleted(1, "an older execution's"));
        hub.Note(sleeps.Number, 77, new ActivityCompleted(1, "nobody's"));
        hub.Forget(hub.Note(waits.Number, 77, new ActivityCompleted(2, "stored")));
        var killed = Kill("second");
        await using (var next = Open(killed))
            Assert.Equal([new ActivityCompleted(1, "a")], next.ReadNotes().Select(note => note.Outcome));
        await using (var again = Open(killed))
        {
            var kept = Assert.Single(again.ReadNotes());
            again.Forget(kept.Number);
        }

        await using var last = Open(killed);
        Assert.Empty(last.ReadNotes());
        Assert.Single(Directory.GetFiles(killed, "*.notes-*"));
    }

    /// <summary>The hub is older than the notes: what they say need not be about this hub's runs.</summary>
    [Fact]
    public async Task ReadNotes_OfAHubThatWasRestored_GivesNone()
    {
        await using (var hub = Open(folder.File("first")))
            await AddRunAsync(hub, "waits", wakeAt: 0);
        var backup = Kill("backup");
        await using (var hub = Open(folder.File("first")))
            hub.Note(1, 77, new ActivityCompleted(1, "a"));
        var mixed = Kill("mixed");
        File.Copy(Path.Combine(backup, "hub.db"), Path.Combine(mixed, "hub.db"), overwrite: true);
        File.Delete(Path.Combine(mixed, "hub.db-wal"));
        await using var restored = Open(mixed);
        Assert.NotNull(restored.Find("waits"));
        Assert.Empty(restored.ReadNotes());
    }
}
