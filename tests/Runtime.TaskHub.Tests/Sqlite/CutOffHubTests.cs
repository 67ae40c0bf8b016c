using Microsoft.Extensions.Logging.Abstractions;
using Runtime.Sqlite;
using Runtime.TaskHub.Sqlite;

namespace Runtime.TaskHub.Tests.Sqlite;

/// <summary>A process that was killed while it made the hub's file leaves SQLite's rollback journal beside it.</summary>
public sealed class CutOffHubTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Remove();

    [Fact]
    public async Task Open_AHubWhoseMakingWasCutOff_FindsNoHubAndTheNextStartMakesIt()
    {
        CutOff();
        Assert.Null(HubSnapshot.Open(folder.File("cut"), "hub"));
        await using (var hub = SqliteTaskHub.Open(folder.File("cut"), "hub", NullLogger.Instance))
            Assert.Null(hub.Find("nobody"));
        using var snapshot = HubSnapshot.Open(folder.File("cut"), "hub");
        Assert.NotNull(snapshot);
    }

    /// <summary>Copies a database as it lies there in the middle of a transaction whose pages are partly in the file.</summary>
    private void CutOff()
    {
        Directory.CreateDirectory(folder.File("cut"));
        using var database = new SqliteDatabase(folder.File("made.db"), readOnly: false);
        database.Execute("PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1; CREATE TABLE kept (x)");
        database.Execute("DROP TABLE kept; BEGIN; CREATE TABLE many (x); INSERT INTO many WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) SELECT randomblob(2000) FROM n");
        foreach (var suffix in new[] { ".db", ".db-journal" })
            File.Copy(folder.File("made" + suffix), Path.Combine(folder.File("cut"), "hub" + suffix));
        database.Execute("ROLLBACK");
    }
}
