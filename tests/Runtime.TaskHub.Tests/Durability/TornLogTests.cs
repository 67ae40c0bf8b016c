using Microsoft.Extensions.Logging.Abstractions;
using Runtime.TaskHub.Sqlite;
using Runtime.TaskHub.Tests.Sqlite;

namespace Runtime.TaskHub.Tests.Durability;

/// <summary>The log of a hub that lost power in the middle of a write, or whose disk wrote something else.</summary>
public sealed class TornLogTests : IDisposable
{
    private const int Commits = 40;

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Remove();

    [Fact]
    public async Task Open_AfterTheLogWasCutAnywhere_HasTheCommitsBeforeTheCut()
    {
        var sizes = await WriteAndAbandonAsync();
        var chance = new Random(20_260_701);
        for (var i = 0; i < 40; i++)
        {
            var cut = chance.NextInt64(0, sizes[^1] + 1);
            var whole = sizes.Count(size => size <= cut);
            Assert.Equal(whole, await ReadDamagedAsync(i, log => log.SetLength(cut)));
        }
    }

    [Fact]
    public async Task Open_AfterAByteOfTheLogChanged_HasTheCommitsBeforeItAndNothingWrong()
    {
        var sizes = await WriteAndAbandonAsync();
        var chance = new Random(20_260_702);
        for (var i = 0; i < 40; i++)
        {
            var at = chance.NextInt64(32, sizes[^1]);          // the first 32 bytes are the log's own header
            var before = sizes.Count(size => size <= at);
            var found = await ReadDamagedAsync(i, log => Flip(log, at, (byte)chance.Next(1, 256)));
            Assert.InRange(found, before, Commits);
        }
    }

    [Fact]
    public async Task Open_AfterTheLogIsGone_IsTheHubOfTheLastCheckpoint()
    {
        await WriteAndAbandonAsync();
        Assert.Equal(0, await ReadDamagedAsync(0, log => log.SetLength(0)));
    }

    /// <summary>Makes commits one at a time, then copies the files as they lie there.</summary>
    /// <returns>The log's size after each commit; the tables' own part comes before the first.</returns>
    private async Task<List<long>> WriteAndAbandonAsync()
    {
        var sizes = new List<long>();
        await using (var hub = SqliteTaskHub.Open(folder.File("live"), "hub", NullLogger.Instance))
        {
            for (var n = 1; n <= Commits; n++)
            {
                await HubRuns.AddAsync(hub, n);
                sizes.Add(new FileInfo(folder.File("live/hub.db-wal")).Length);
            }

            Directory.CreateDirectory(folder.File("dead"));
            File.Copy(folder.File("live/hub.db"), folder.File("dead/hub.db"));
            File.Copy(folder.File("live/hub.db-wal"), folder.File("dead/hub.db-wal"));
        }

        return sizes;
    }

    private async Task<int> ReadDamagedAsync(int number, Action<FileStream> damage)
    {
        var copy = folder.File($"copy-{number}");
        Directory.CreateDirectory(copy);
        File.Copy(folder.File("dead/hub.db"), Path.Combine(copy, "hub.db"));
        File.Copy(folder.File("dead/hub.db-wal"), Path.Combine(copy, "hub.db-wal"));
        await using (var log = new FileStream(Path.Combine(copy, "hub.db-wal"), FileMode.Open))
            damage(log);
        await using var hub = SqliteTaskHub.Open(copy, "hub", NullLogger.Instance);
        return HubRuns.CheckPrefix(hub);
    }

    private static void Flip(FileStream log, long at, byte mask)
    {
        log.Position = at;
        var was = log.ReadByte();
        log.Position = at;
        log.WriteByte((byte)(was ^ mask));
    }
}
