using Microsoft.DurableTask.Client;
using Runtime.Engine.History;
using Runtime.Engine.Store;

namespace Runtime.TaskHub.Contract;

/// <summary>What every task hub does with a commit. Each hub inherits this suite.</summary>
public abstract class TaskHubContract : IAsyncLifetime
{
    private static readonly DateTime T0 = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    private long messageNumber;

    protected ITaskHub Hub { get; private set; } = null!;

    public async Task InitializeAsync() => Hub = await OpenAsync();

    public async Task DisposeAsync()
    {
        await Hub.DisposeAsync();
        await CleanAsync();
    }

    [Fact]
    public async Task Commit_NewRun_IsFoundAsItWasGiven()
    {
        var row = Row("größe ✓ 😀") with
        {
            Status = OrchestrationRuntimeStatus.Suspended,
            WakeAt = T0.AddDays(1).Ticks,
            CustomStatus = "{\"ü\":1}",
            ParentId = "parent",
            Tags = new Dictionary<string, string> { ["ключ"] = "", ["b"] = "😀" },
        };
        Assert.True(await AddAsync(row));
        AssertSame(row, Hub.Find(row.Id));
        Assert.Null(Hub.Find("größe"));
        Assert.Null(Hub.Find("GRÖSSE ✓ 😀"));
    }

    [Fact]
    public async Task Commit_RowWithoutOptionalParts_KeepsThemNull()
    {
        var row = Row("bare");
        await AddAsync(row);
        var found = Hub.Find("bare")!;
        Assert.Equal((null, null, null, null), (found.WakeAt, found.CustomStatus, found.ParentId, found.Tags));
        Assert.Equal(("", DateTimeKind.Utc), (found.Version, found.CreatedAt.Kind));
    }

    [Fact]
    public async Task Commit_RowChanged_IsStoredAndOtherwiseLeftAlone()
    {
        var row = Row("a");
        await AddAsync(row);
        var later = row with { Status = OrchestrationRuntimeStatus.Completed, UpdatedAt = T0.AddHours(1), CustomStatus = "1", WakeAt = 5,
            Execution = 9, Version = "2" };
        await Hub.CommitAsync(new HubCommit { Run = later, RowChanged = false, Chunk = [2], ChunkIndex = 1 });
        AssertSame(row, Hub.Find("a"));
        await Hub.CommitAsync(new HubCommit { Run = later, RowChanged = true, Chunk = [3], ChunkIndex = 2 });
        AssertSame(later, Hub.Find("a"));
    }

    [Fact]
    public async Task Commit_NewRunWithAnIdThatExists_StoresNothing()
    {
        var first = Row("same");
        await AddAsync(first);
        var message = Message("x");
        var second = new HubCommit { Run = Row("same"), IsNew = true, RowChanged = true, Chunk = [9], Sent = [message] };
        Assert.False(await Hub.CommitAsync(second));
        AssertSame(first, Hub.Find("same"));
        Assert.Empty(Hub.ReadHistory(second.Run!.Number));
        Assert.Empty(Hub.ReadMessages());
    }

    [Fact]
    public async Task ReadHistory_OfSeveralRuns_GivesEachItsTurnsInOrder()
    {
        var (a, b) = (Row("a"), Row("b"));
        await AddAsync(a, [0]);
        await AddAsync(b, [100]);
        for (byte i = 1; i < 20; i++)
        {
            await AppendAsync(a, i, [i]);
            await AppendAsync(b, i, [(byte)(100 + i)]);
        }

        Assert.Equal(Enumerable.Range(0, 20), Hub.ReadHistory(a.Number).Select(chunk => (int)chunk[0]));
        Assert.Equal(Enumerable.Range(100, 20), Hub.ReadHistory(b.Number).Select(chunk => (int)chunk[0]));
        Assert.Empty(Hub.ReadHistory(Hub.NextRunNumber()));
    }

    [Fact]
    public async Task ReadHistory_OfMegabytes_GivesEveryTurnOnce()
    {
        var row = Row("large");
        await AddAsync(row, Large(0));
        for (var i = 1; i < 12; i++)
            await AppendAsync(row, i, Large(i));
        Assert.Equal(Enumerable.Range(0, 12), Hub.ReadHistory(row.Number).Select(chunk => (int)chunk[0]));
        Assert.All(Hub.ReadHistory(row.Number), chunk => Assert.Equal(400_000, chunk.Length));
    }

    [Fact]
    public async Task ReadEnds_SomeTurns_GivesFirstAndLast()
    {
        var row = Row("a");
        Assert.Null(Hub.ReadEnds(row.Number));
        await AddAsync(row, [1]);
        Assert.Equal((1, 1), Ends(row.Number));
        await AppendAsync(row, 1, [2]);
        await AppendAsync(row, 2, [3]);
        Assert.Equal((1, 3), Ends(row.Number));
    }

    [Fact]
    public async Task Commit_DropsHistory_LeavesOnlyTheNewTurn()
    {
        var (row, other) = (Row("a"), Row("b"));
        await AddAsync(row, [1]);
        await AddAsync(other, [7]);
        await AppendAsync(row, 1, [2]);
        await Hub.CommitAsync(new HubCommit { Run = row, RowChanged = true, DropsHistory = true, Chunk = [3] });
        Assert.Equal(3, Assert.Single(Hub.ReadHistory(row.Number))[0]);
        await AppendAsync(row, 1, [4]);
        Assert.Equal((3, 4), Ends(row.Number));
        Assert.Single(Hub.ReadHistory(other.Number));
    }

    [Fact]
    public async Task Commit_ReplacesARun_RemovesItAndItsHistory()
    {
        var (old, young) = (Row("same"), Row("same"));
        await AddAsync(old, [1]);
        await AppendAsync(old, 1, [2]);
        Assert.True(await Hub.CommitAsync(new HubCommit { Run = young, IsNew = true, RowChanged = true, ReplacesRun = old.Number, Chunk = [9] }));
        AssertSame(young, Hub.Find("same"));
        Assert.Empty(Hub.ReadHistory(old.Number));
        Assert.Equal(9, Assert.Single(Hub.ReadHistory(young.Number))[0]);
        Assert.Single(Hub.Query(new RunQuery()).Runs);
    }

    [Fact]
    public async Task Commit_Purges_RemovesTheRunAndItsHistory()
    {
        var (row, other) = (Row("a"), Row("b"));
        await AddAsync(row, [1]);
        await AddAsync(other, [2]);
        await Hub.CommitAsync(new HubCommit { Run = row, Purges = true });
        Assert.Null(Hub.Find("a"));
        Assert.Null(Hub.ReadEnds(row.Number));
        Assert.NotNull(Hub.Find("b"));
        Assert.True(await AddAsync(Row("a")));
    }

    [Fact]
    public async Task Messages_SentAndConsumed_AreReadInOrderUntilConsumed()
    {
        var row = Row("a");
        var (first, second, third) = (Message("x", 3), Message("größe"), Message("x"));
        await AddAsync(row, [1], third, first, second);
        Assert.Equal([first, second, third], Hub.ReadMessages());
        await Hub.CommitAsync(new HubCommit { Run = row, Chunk = [2], ChunkIndex = 1, Consumed = [second.Number] });
        Assert.Equal([first, third], Hub.ReadMessages());
        await Hub.CommitAsync(new HubCommit { Consumed = [first.Number, third.Number, 123_456] });
        Assert.Empty(Hub.ReadMessages());
    }

    [Fact]
    public async Task Commit_ThatContradictsWhatIsStored_ThrowsAndStoresNothing()
    {
        var row = Row("a");
        await AddAsync(row, [1]);
        var message = Message("x");
        var poison = new HubCommit { Run = row with { Status = OrchestrationRuntimeStatus.Failed }, RowChanged = true, Chunk = [2],
            ChunkIndex = 0, Sent = [message] };
        await Assert.ThrowsAnyAsync<Exception>(async () => await Hub.CommitAsync(poison));
        AssertSame(row, Hub.Find("a"));
        Assert.Equal(1, Assert.Single(Hub.ReadHistory(row.Number))[0]);
        Assert.Empty(Hub.ReadMessages());
        await AppendAsync(row, 1, [3]);
        Assert.Equal(2, Hub.ReadHistory(row.Number).Count());
    }

    [Fact]
    public async Task ReadWakes_InPages_AreOrderedAndSplitTies()
    {
        foreach (var (id, at) in new (string, long?)[] { ("now-1", 0), ("none", null), ("late", 900), ("tie-1", 500), ("now-2", 0),
            ("tie-2", 500), ("early", 100), ("tie-3", 500) })
            await AddAsync(Row(id) with { WakeAt = at });
        var pages = new List<IReadOnlyList<Wake>> { Hub.ReadWakes(null, 4) };
        while (pages[^1].Count > 0)
            pages.Add(Hub.ReadWakes(pages[^1][^1], 2));

        Assert.Equal(["now-1", "now-2", "early", "tie-1"], Ids(pages[0]));
        Assert.Equal(["tie-2", "tie-3"], Ids(pages[1]));
        Assert.Equal(["late"], Ids(pages[2]));
        Assert.Equal([0, 0, 100, 500, 500, 500, 900], Hub.ReadWakes(null, 100).Select(wake => wake.At));
    }

    [Fact]
    public async Task Commit_Edit_RewritesKeptTurnsAndRemovesTheOthers()
    {
        var (row, beside) = (Row("a"), Row("b"));
        await AddAsync(row, [0]);
        await AddAsync(beside, [9]);
        for (var i = 1; i < 5; i++)
            await AppendAsync(row, i, [(byte)i]);
        var edit = new HistoryEdit(3, [new RewrittenTurn(0, [10]), new RewrittenTurn(2, [12])]);
        await Hub.CommitAsync(new HubCommit { Run = row, Edit = edit, Chunk = [13], ChunkIndex = 3 });
        Assert.Equal([10, 1, 12, 13], Hub.ReadHistory(row.Number).Select(Assert.Single));
        Assert.Equal([9], Hub.ReadHistory(beside.Number).Select(Assert.Single));
    }

    [Fact]
    public async Task Commits_OfManyRunsAtOnce_AreAllStored()
    {
        var rows = Enumerable.Range(0, 300).Select(i => Row($"run-{i:000}")).ToList();
        await Task.WhenAll(rows.Select(row => Task.Run(async () =>
        {
            await AddAsync(row, [0]);
            await AppendAsync(row, 1, [1]);
        })));
        Assert.All(rows, row => Assert.Equal(2, Hub.ReadHistory(row.Number).Count()));
        Assert.Equal(300, rows.Select(row => row.Number).Distinct().Count());
    }

    protected abstract Task<ITaskHub> OpenAsync();

    protected virtual Task CleanAsync() => Task.CompletedTask;

    protected RunRow Row(string id) =>
        new(Hub.NextRunNumber(), id, "Main", "") { Execution = 1, Status = OrchestrationRuntimeStatus.Running, CreatedAt = T0, UpdatedAt = T0 };

    protected async Task<bool> AddAsync(RunRow row, byte[]? chunk = null, params Message[] sent) =>
        await Hub.CommitAsync(new HubCommit { Run = row, IsNew = true, RowChanged = true, Chunk = chunk ?? [0], Sent = sent });

    protected async Task AppendAsync(RunRow row, int index, byte[] chunk) =>
        Assert.True(await Hub.CommitAsync(new HubCommit { Run = row, Chunk = chunk, ChunkIndex = index }));

    protected static void AssertSame(RunRow expected, RunRow? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected with { Tags = null }, actual with { Tags = null });
        Assert.Equal(expected.Tags, actual.Tags);
    }

    private static byte[] Large(int first)
    {
        var chunk = new byte[400_000];
        chunk[0] = (byte)first;
        return chunk;
    }

    private (int First, int Last) Ends(long number) => Hub.ReadEnds(number) is { } ends ? (Assert.Single(ends.First), Assert.Single(ends.Last)) : default;

    private Message Message(string target, long execution = 0) => new(++messageNumber, target, execution, new EventReceived("e", $"{messageNumber}"));

    private static IEnumerable<string> Ids(IEnumerable<Wake> wakes) => wakes.Select(wake => wake.InstanceId);
}
