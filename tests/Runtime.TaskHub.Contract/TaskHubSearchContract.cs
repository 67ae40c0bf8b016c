using FsCheck;
using FsCheck.Fluent;
using Microsoft.DurableTask.Client;
using Runtime.Engine.Store;

namespace Runtime.TaskHub.Contract;

/// <summary>Searching, counting and paging, checked against a list that is filtered in memory. Each hub inherits this suite.</summary>
public abstract class TaskHubSearchContract : IAsyncLifetime
{
    private const int RunsMade = 400;

    private static readonly DateTime T0 = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
    private static readonly OrchestrationRuntimeStatus[] Statuses =
        [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Suspended];

    private readonly List<RunRow> rows = [];

    protected ITaskHub Hub { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Hub = await OpenAsync();
        var random = new Random(20260102);
        for (var i = 0; i < RunsMade; i++)
            rows.Add(Row(i, random));
        await Task.WhenAll(rows.Select(row => Hub.CommitAsync(new HubCommit { Run = row, IsNew = true, RowChanged = true, Chunk = [0] }).AsTask()));
    }

    public async Task DisposeAsync()
    {
        await Hub.DisposeAsync();
        await CleanAsync();
    }

    [Fact]
    public void Query_AnyConditions_FindsWhatTheListHolds() =>
        Prop.ForAll(Queries, query => Same(query, Expected(query), Walk(query).Select(row => row.Id))).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    [Fact]
    public void Count_AnyConditions_CountsWhatTheListHolds() => Prop.ForAll(Queries, query =>
    {
        var counts = Hub.Count(query);
        var expected = rows.Where(row => Matches(row, query)).GroupBy(row => row.Status).ToDictionary(group => group.Key, group => group.LongCount());
        Assert.Equal(expected.OrderBy(count => count.Key), counts.ByStatus.OrderBy(count => count.Key));
        Assert.Equal(expected.Values.Sum(), counts.Total);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    [Fact]
    public void Query_BackFromTheEnd_GivesTheSamePages() => Prop.ForAll(Queries, query =>
    {
        var forward = Walk(query).ToList();
        var back = new List<RunRow>();
        var last = LastPage(query);
        for (var page = last; page is not null; page = page.Previous is { } previous ? Hub.Query(query with { Position = previous }) : null)
            back.InsertRange(0, page.Runs);
        Same(query, forward.Select(row => row.Id), back.Select(row => row.Id));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void Query_TokenOfAnotherQuery_IsRefused()
    {
        var token = Hub.Query(new RunQuery { Limit = 5 }).Next;
        Assert.Throws<ArgumentException>(() => Hub.Query(new RunQuery { CreatedFrom = T0, Position = token }));
        Assert.Throws<ArgumentException>(() => Hub.Query(new RunQuery { Position = "17" }));
        Assert.Throws<ArgumentException>(() => Hub.Query(new RunQuery { Position = "n+x.y" }));
    }

    [Fact]
    public async Task Query_ByTagOfAPurgedRun_FindsItNoMore()
    {
        var tagged = rows.First(row => row.Tags is not null);
        var query = new RunQuery { Tags = tagged.Tags, Limit = RunsMade };
        Assert.Contains(Hub.Query(query).Runs, row => row.Id == tagged.Id);
        await Hub.CommitAsync(new HubCommit { Run = tagged, Purges = true });
        Assert.DoesNotContain(Hub.Query(query).Runs, row => row.Id == tagged.Id);
    }

    protected abstract Task<ITaskHub> OpenAsync();

    protected virtual Task CleanAsync() => Task.CompletedTask;

    private static Arbitrary<RunQuery> Queries => (
        from limit in Gen.Choose(1, 60)
        from newestFirst in Gen.Elements(true, false)
        from statuses in Gen.SubListOf(Statuses)
        from withStatus in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        from name in Rarely(Gen.Elements("Alpha", "beta", "GAMMA"))
        from prefix in Rarely(Gen.Elements("a", "b-1", "zz", "@c"))
        from parent in Rarely(Gen.Elements("p1", "p2", "p3"))
        from team in Rarely(Gen.Elements("red", "blue"))
        from custom in Rarely(Gen.Elements("step", "step 3", "%"))
        from created in Rarely(Gen.Choose(0, RunsMade).Select(minutes => $"{minutes}"))
        from updated in Rarely(Gen.Choose(0, RunsMade).Select(minutes => $"{minutes}"))
        select new RunQuery
        {
            Limit = limit,
            NewestFirst = newestFirst,
            Statuses = withStatus ? [.. statuses] : null,
            Name = name,
            IdPrefix = prefix,
            Entities = prefix == "@c",
            ParentId = parent,
            Tags = team is null ? null : new Dictionary<string, string> { ["team"] = team, ["kind"] = "x" },
            CustomStatusContains = custom,
            CreatedFrom = created is null ? null : T0.AddMinutes(int.Parse(created)),
            UpdatedTo = updated is null ? null : T0.AddMinutes(int.Parse(updated)),
        }).ToArbitrary();

    private static Gen<string?> Rarely(Gen<string> some) => Gen.Frequency((4, Gen.Constant<string?>(null)), (1, some.Select(text => (string?)text)));

    private static string Id(int i, Random random) => $"{(i % 3 == 0 ? "a" : i % 7 == 0 ? "@c@" : "b-")}{random.Next(1_000_000)}-{i}";

    private static string Name(Random random) => random.Next(3) switch { 0 => "Alpha", 1 => "Beta", _ => "gamma" };

    private RunRow Row(int i, Random random) => new(Hub.NextRunNumber(), Id(i, random), Name(random), "")
    {
        Status = Statuses[random.Next(Statuses.Length)],
        CreatedAt = T0.AddMinutes(random.Next(RunsMade)),
        UpdatedAt = T0.AddMinutes(random.Next(RunsMade)),
        ParentId = random.Next(3) == 0 ? $"p{random.Next(4)}" : null,
        CustomStatus = random.Next(2) == 0 ? $"\"step {random.Next(5)}\"" : null,
        Tags = random.Next(2) == 0 ? new Dictionary<string,
            string> { ["team"] = "red blue".Split(' ')[random.Next(2)], ["kind"] = "xy"[random.Next(2)].ToString() } : null,
    };

    private IEnumerable<RunRow> Walk(RunQuery query)
    {
        string? next = null;
        do
        {
            var page = Hub.Query(query with { Position = next });
            Assert.True(page.Runs.Count <= query.Limit);
            foreach (var row in page.Runs)
                yield return row;
            next = page.Next;
        }
        while (next is not null);
    }

    private RunPage LastPage(RunQuery query)
    {
        var page = Hub.Query(query);
        while (page.Next is { } next)
            page = Hub.Query(query with { Position = next });
        return page;
    }

    private IEnumerable<string> Expected(RunQuery query)
    {
        var found = rows.Where(row => Matches(row, query)).ToList();
        found.Sort((a, b) => RunPosition.Of(a, query.Order).Against(RunPosition.Of(b, query.Order)));
        if (query.NewestFirst)
            found.Reverse();
        return found.Select(row => row.Id);
    }

    private static bool Matches(RunRow row, RunQuery query) =>
        row.Id.StartsWith('@') == query.Entities
        && (query.Statuses is null or { Count: 0 } || query.Statuses.Contains(row.Status))
        && (query.Name is null || string.Equals(query.Name, row.Name, StringComparison.OrdinalIgnoreCase))
        && (query.IdPrefix is null || row.Id.StartsWith(query.IdPrefix, StringComparison.Ordinal))
        && (query.ParentId is null || query.ParentId == row.ParentId)
        && (query.Tags is null || (row.Tags is { } tags && query.Tags.All(tag => tags[tag.Key] == tag.Value)))
        && (query.CustomStatusContains is null || row.CustomStatus?.Contains(query.CustomStatusContains, StringComparison.Ordinal) == true)
        && (query.CreatedFrom is null || row.CreatedAt >= query.CreatedFrom)
        && (query.UpdatedTo is null || row.UpdatedAt <= query.UpdatedTo);

    private static void Same(RunQuery query, IEnumerable<string> expected, IEnumerable<string> found) =>
        Assert.True(expected.SequenceEqual(found), $"{query}: expected {string.Join(',', expected)}, found {string.Join(',', found)}");
}
