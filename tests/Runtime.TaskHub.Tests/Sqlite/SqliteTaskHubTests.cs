using Microsoft.Extensions.Logging.Abstractions;
using Runtime.Engine.Store;
using Runtime.TaskHub.Contract;
using Runtime.TaskHub.Sqlite;

namespace Runtime.TaskHub.Tests.Sqlite;

public sealed class SqliteTaskHubTests : TaskHubContract
{
    private readonly TempFolder folder = new();

    [Fact]
    public async Task Open_AfterAClose_SeesEverythingAndAGreaterEpoch()
    {
        var row = Row("a");
        await AddAsync(row, [1]);
        await AppendAsync(row, 1, [2]);
        var epoch = Hub.Epoch;
        await Hub.DisposeAsync();

        await using var again = SqliteTaskHub.Open(folder.Path, "hub", NullLogger.Instance);
        AssertSame(row, again.Find("a"));
        Assert.Equal([1, 2], again.ReadHistory(row.Number).Select(chunk => (int)chunk[0]));
        Assert.True(again.Epoch > epoch);
        Assert.True(again.NextRunNumber() > row.Number);
    }

    [Fact]
    public async Task Commits_GivenTogether_ShareFlushes()
    {
        var hub = (SqliteTaskHub)Hub;
        var before = hub.Flushes;
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => AddAsync(Row($"run-{i}"))));
        Assert.InRange(hub.Flushes - before, 1, 100);
    }

    [Fact]
    public async Task Commit_PoisonInAGroup_DoesNotHarmTheOthers()
    {
        var victim = Row("victim");
        await AddAsync(victim);
        var commits = Enumerable.Range(0, 200).Select(i => AddAsync(Row($"run-{i}"))).ToList();
        var twice = Hub.CommitAsync(new HubCommit { Run = victim, Chunk = [1], ChunkIndex = 0 }).AsTask();
        var throwing = AddAsync(Row("throwing") with { Tags = new ThrowingTags() });
        commits.AddRange(Enumerable.Range(200, 200).Select(i => AddAsync(Row($"run-{i}"))));

        Assert.All(await Task.WhenAll(commits), Assert.True);
        await Assert.ThrowsAnyAsync<Exception>(() => twice);
        await Assert.ThrowsAnyAsync<Exception>(() => throwing);
        Assert.Null(Hub.Find("throwing"));
        Assert.Equal(401, Hub.Query(new RunQuery { Limit = 1_000 }).Runs.Count);
        Assert.Null(((SqliteTaskHub)Hub).Failing);
    }

    [Fact]
    public async Task Commit_AfterTheClose_SaysTheHubIsClosed()
    {
        await Hub.DisposeAsync();
        await Assert.ThrowsAsync<TaskHubException>(() => AddAsync(new RunRow(1, "late", "Main", "")));
        Assert.Throws<ObjectDisposedException>(() => Hub.Find("late"));
    }

    protected override Task<ITaskHub> OpenAsync() => Task.FromResult<ITaskHub>(SqliteTaskHub.Open(folder.Path, "hub", NullLogger.Instance));

    protected override Task CleanAsync()
    {
        folder.Remove();
        return Task.CompletedTask;
    }

    private sealed class ThrowingTags : Dictionary<string, string>, IEnumerable<KeyValuePair<string, string>>
    {
        IEnumerator<KeyValuePair<string, string>> IEnumerable<KeyValuePair<string, string>>.GetEnumerator() => throw new InvalidOperationException("no tags today");
    }
}

public sealed class SqliteTaskHubQueryTests : TaskHubQueryContract
{
    private readonly TempFolder folder = new();

    protected override Task<ITaskHub> OpenAsync() => Task.FromResult<ITaskHub>(SqliteTaskHub.Open(folder.Path, "hub", NullLogger.Instance));

    protected override Task CleanAsync()
    {
        folder.Remove();
        return Task.CompletedTask;
    }
}

public sealed class SqliteTaskHubSearchTests : TaskHubSearchContract
{
    private readonly TempFolder folder = new();

    protected override Task<ITaskHub> OpenAsync() => Task.FromResult<ITaskHub>(SqliteTaskHub.Open(folder.Path, "hub", NullLogger.Instance));

    protected override Task CleanAsync()
    {
        folder.Remove();
        return Task.CompletedTask;
    }
}
