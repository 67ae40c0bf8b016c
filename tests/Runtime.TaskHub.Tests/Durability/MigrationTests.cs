using Microsoft.Extensions.Logging.Abstractions;
using Runtime.Engine.Store;
using Runtime.TaskHub.Sqlite;
using Runtime.TaskHub.Tests.Sqlite;

namespace Runtime.TaskHub.Tests.Durability;

/// <summary>Hub files as earlier versions left them open as hubs of this version, with everything in them. The files are never made anew.</summary>
public sealed class MigrationTests : IDisposable
{
    private const int RunsInFormat1 = 12;

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Remove();

    [Fact]
    public async Task Open_AHubOfFormat1_MigratesItWithAllItHolds()
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Durability/Assets/format1.db"), folder.File("hub.db"));
        await using (var hub = SqliteTaskHub.Open(folder.Path, "hub", NullLogger.Instance))
        {
            Assert.Equal(RunsInFormat1, HubRuns.CheckPrefix(hub));
            Assert.All(hub.Query(new RunQuery()).Runs, run => Assert.Equal($"{run.Execution}", run.Tags!["n"]));
            await HubRuns.AddAsync(hub, RunsInFormat1 + 1);
        }

        await using var again = SqliteTaskHub.Open(folder.Path, "hub", NullLogger.Instance);
        Assert.Equal(RunsInFormat1 + 1, HubRuns.CheckPrefix(again));
    }
}
