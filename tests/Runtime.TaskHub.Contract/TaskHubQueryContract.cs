using Microsoft.DurableTask.Client;
using Runtime.Engine.Store;

namespace Runtime.TaskHub.Contract;

/// <summary>What every task hub answers to a query. Each hub inherits this suite.</summary>
public abstract class TaskHubQueryContract : IAsyncLifetime
{
    private static readonly DateTime T0 = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    protected ITaskHub Hub { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Hub = await OpenAsync();
        string[] ids = ["a", "a1", "a😀", "a\uFFFD", "b_1", "bx1", "B1", "größe", "@entity@1", "z%"];
        for (var i = 0; i < ids.Length; i++)
        {
            var row = new RunRow(Hub.NextRunNumber(), ids[i], i % 2 == 0 ? "Even" : "Odd", "")
            {
                Status = (OrchestrationRuntimeStatus)(i % 4 == 3 ? 7 : i % 4 == 2 ? 1 : 0),
                CreatedAt = T0.AddHours(i),
                UpdatedAt = T0.AddHours(i + 100),
            };
            await Hub.CommitAsync(new HubCommit { Run = row, IsNew = true, RowChanged = true, Chunk = [0] });
        }
    }

    public async Task DisposeAsync()
    {
        await Hub.DisposeAsync();
        await CleanAsync();
    }

    [Theory]
    [InlineData("a", "a,a1,a\uFFFD,a😀")]
    [InlineData("a1", "a1")]
    [InlineData("b_", "b_1")]
    [InlineData("b", "b_1,bx1")]
    [InlineData("gr", "größe")]
    [InlineData("z%", "z%")]
    [InlineData("%", "")]
    [InlineData("", "a,a1,a😀,a\uFFFD,b_1,bx1,B1,größe,z%")]
    public void Query_ByPrefix_ComparesExactly(string prefix, string expected) => Assert.Equal(expected, Ids(new RunQuery { IdPrefix = prefix }));

    [Fact]
    public void Query_Everything_GivesRunsAsTheyWereCreatedAndNoEntities() =>
        Assert.Equal("a,a1,a😀,a\uFFFD,b_1,bx1,B1,größe,z%", Ids(new RunQuery()));

    [Fact]
    public void Query_Entities_GivesOnlyThem() => Assert.Equal("@entity@1", Ids(new RunQuery { Entities = true }));

    [Fact]
    public void Query_NewestFirst_TurnsTheOrderRound() =>
        Assert.Equal("z%,größe,B1", string.Join(',', Hub.Query(new RunQuery { NewestFirst = true, Limit = 3 }).Runs.Select(run => run.Id)));

    [Fact]
    public void Query_ByStatus_GivesThese()
    {
        Assert.Equal("a😀,B1", Ids(new RunQuery { Statuses = [OrchestrationRuntimeStatus.Completed] }));
        Assert.Equal("a😀,a\uFFFD,B1,größe", Ids(new RunQuery { Statuses = [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Suspended] }));
        Assert.Equal("", Ids(new RunQuery { Statuses = [OrchestrationRuntimeStatus.Failed] }));
    }

    [Fact]
    public void Query_ByName_IgnoresCase() => Assert.Equal("a1,a\uFFFD,bx1,größe,z%", Ids(new RunQuery { Name = "oDD" }));

    [Fact]
    public void Query_ByTimes_IncludesBothEnds()
    {
        Assert.Equal("a1,a😀", Ids(new RunQuery { CreatedFrom = T0.AddHours(1), CreatedTo = T0.AddHours(2) }));
        Assert.Equal("z%", Ids(new RunQuery { CreatedFrom = T0.AddHours(8.5) }));
        Assert.Equal("a,a1", Ids(new RunQuery { UpdatedTo = T0.AddHours(101) }));
        Assert.Equal("z%", Ids(new RunQuery { UpdatedFrom = T0.AddHours(109) }));
    }

    [Theory]
    [InlineData(1, 9)]
    [InlineData(3, 3)]
    [InlineData(4, 3)]
    [InlineData(9, 1)]
    [InlineData(100, 1)]
    public void Query_InPages_GivesEveryRunOnce(int limit, int pages)
    {
        foreach (var newestFirst in new[] { false, true })
        {
            var ids = new List<string>();
            var seen = 0;
            string? next = null;
            do
            {
                var page = Hub.Query(new RunQuery { Limit = limit, Position = next, NewestFirst = newestFirst });
                ids.AddRange(page.Runs.Select(run => run.Id));
                next = page.Next;
                seen++;
            }
            while (next is not null);

            Assert.Equal(pages, seen);
            Assert.Equal(9, ids.Distinct(StringComparer.Ordinal).Count());
            Assert.Equal(9, ids.Count);
        }
    }

    [Fact]
    public async Task Query_WhileRunsCome_NeverRepeatsOne()
    {
        var first = Hub.Query(new RunQuery { Limit = 5 });
        await Hub.CommitAsync(new HubCommit { Run = new RunRow(Hub.NextRunNumber(), "young", "Even", "") { CreatedAt = T0 },
            IsNew = true, RowChanged = true, Chunk = [0] });
        var rest = Hub.Query(new RunQuery { Position = first.Next });
        Assert.Equal("bx1,B1,größe,z%,young", string.Join(',', rest.Runs.Select(run => run.Id)));
    }

    protected abstract Task<ITaskHub> OpenAsync();

    protected virtual Task CleanAsync() => Task.CompletedTask;

    private string Ids(RunQuery query) => string.Join(',', Hub.Query(query).Runs.Select(run => run.Id));
}
