using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Runtime.Engine.Store;
using Runtime.TaskHub.Sqlite;

namespace Runtime.TaskHub.Tests.Sqlite;

public sealed class DiskFullTests
{
    [SmallDiskFact]
    public async Task Commit_OnAFullDisk_WaitsAndSucceedsWhenThereIsRoom()
    {
        var folder = new TempFolder();
        Assert.True(SmallDisk.TryMount(folder.Path));
        try
        {
            await using (var hub = SqliteTaskHub.Open(folder.Path, "hub", NullLogger.Instance))
            {
                Fill(folder.File("ballast"), leave: 300_000);
                var commits = Enumerable.Range(0, 20).Select(i => AddAsync(hub, i)).ToList();
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
                while (hub.Failing is null)
                {
                    limit.Token.ThrowIfCancellationRequested();
                    await Task.Yield();
                }

                Assert.Contains(commits, commit => !commit.IsCompleted);
                File.Delete(folder.File("ballast"));
                Assert.All(await Task.WhenAll(commits).WaitAsync(TimeSpan.FromSeconds(10)), Assert.True);
                Assert.Null(hub.Failing);
                Assert.Equal(20, hub.Query(new RunQuery()).Runs.Count);
            }

            await using var again = SqliteTaskHub.Open(folder.Path, "hub", NullLogger.Instance);
            Assert.All(again.Query(new RunQuery()).Runs, run => Assert.Equal(50_000, Assert.Single(again.ReadHistory(run.Number)).Length));
        }
        finally
        {
            SmallDisk.Unmount(folder.Path);
            folder.Remove();
        }
    }

    private static async Task<bool> AddAsync(SqliteTaskHub hub, int i) => await hub.CommitAsync(new HubCommit
    {
        Run = new RunRow(hub.NextRunNumber(), $"run-{i}", "Main", ""),
        IsNew = true,
        RowChanged = true,
        Chunk = new byte[50_000],
    });

    private static void Fill(string path, int leave)
    {
        using var file = new FileStream(path, FileMode.CreateNew);
        var room = new DriveInfo(Path.GetDirectoryName(path)!).AvailableFreeSpace - leave;
        file.Write(new byte[room]);
    }
}

/// <summary>A file system of four megabytes, in memory.</summary>
internal static class SmallDisk
{
    public static bool TryMount(string folder) => Run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder);

    public static void Unmount(string folder) => Run("umount", "-l", folder);

    private static bool Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A test that needs a small disk of its own; skipped where none may be mounted.</summary>
public sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> CanMount = new(static () =>
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return false;
        var folder = new TempFolder();
        var mounted = SmallDisk.TryMount(folder.Path);
        if (mounted)
            SmallDisk.Unmount(folder.Path);
        folder.Remove();
        return mounted;
    });

    public SmallDiskFactAttribute()
    {
        if (!CanMount.Value)
            Skip = "This process may not mount a small file system.";
    }
}
