using Microsoft.Extensions.Logging.Abstractions;
using Runtime.TaskHub.Sqlite;
using Runtime.TaskHub.Tests.Sqlite;

namespace Runtime.TaskHub.Tests.Durability;

public sealed class BackupTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Remove();

    [Fact]
    public async Task Backup_WhileCommitsGoOn_IsAWholeHubWithEverythingFromBefore()
    {
        await using (var hub = SqliteTaskHub.Open(folder.File("live"), "hub", NullLogger.Instance))
        {
            for (var n = 1; n <= 20; n++)
                await HubRuns.AddAsync(hub, n);
            var backup = hub.BackupAsync(folder.File("copies/hub.db"));
            for (var n = 21; n <= 60; n++)
                await HubRuns.AddAsync(hub, n);
            await backup;
            Assert.Equal(60, HubRuns.CheckPrefix(hub));
        }

        await using var copy = SqliteTaskHub.Open(folder.File("copies"), "hub", NullLogger.Instance);
        Assert.InRange(HubRuns.CheckPrefix(copy), 20, 60);
    }

    [Fact]
    public async Task Backup_OntoAFileThatExists_LeavesItAsItIs()
    {
        await using var hub = SqliteTaskHub.Open(folder.File("live"), "hub", NullLogger.Instance);
        await File.WriteAllTextAsync(folder.File("mine"), "mine");
        await Assert.ThrowsAsync<IOException>(() => hub.BackupAsync(folder.File("mine")));
        Assert.Equal("mine", await File.ReadAllTextAsync(folder.File("mine")));
    }

    /// <summary>The recovery that docs/durability.md describes: the damaged file goes away, the backup takes its place.</summary>
    [Fact]
    public async Task Restore_AfterDamage_OpensAsTheBackupWas()
    {
        await using (var hub = SqliteTaskHub.Open(folder.File("live"), "hub", NullLogger.Instance))
        {
            for (var n = 1; n <= 5; n++)
                await HubRuns.AddAsync(hub, n);
            await hub.BackupAsync(folder.File("backup.db"));
            await HubRuns.AddAsync(hub, 6);
        }

        await File.WriteAllBytesAsync(folder.File("live/hub.db"), new byte[64 * 1024]);
        var refusal = Assert.Throws<TaskHubException>(() => SqliteTaskHub.Open(folder.File("live"), "hub", NullLogger.Instance));
        Assert.Equal(TaskHubProblem.Damaged, refusal.Problem);

        foreach (var file in Directory.GetFiles(folder.File("live"), "hub.db*"))
            File.Move(file, file + ".damaged");
        File.Copy(folder.File("backup.db"), folder.File("live/hub.db"));
        await using var restored = SqliteTaskHub.Open(folder.File("live"), "hub", NullLogger.Instance);
        Assert.Equal(5, HubRuns.CheckPrefix(restored));
    }
}
