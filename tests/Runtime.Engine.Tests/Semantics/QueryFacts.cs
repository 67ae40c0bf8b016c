using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Runtime.TaskHub.Contract;

namespace Runtime.Engine.Tests.Semantics;

public sealed class QueryFacts
{
    [Fact]
    public async Task Fact076_DefaultPageSize_Is100()
    {
        await using var app = await DurableApp.StartAsync(Simple);
        await Task.WhenAll(Enumerable.Range(0, 150).Select(i => app.ScheduleAsync("Main", i)));
        Assert.Equal([100, 50], await PagesAsync(app.Client.GetAllInstancesAsync()));
        Assert.Equal([149, 1], await PagesAsync(app.Client.GetAllInstancesAsync(new OrchestrationQuery(PageSize: 149))));
        Assert.Equal([100, 50], await PagesAsync(app.Client.GetAllInstancesAsync(new OrchestrationQuery(PageSize: 0))));
    }

    [Fact]
    public async Task Fact077_Pages_TwentyOneInstancesByFive_AreFiveAndTheLastHasNoToken()
    {
        await using var app = await DurableApp.StartAsync(Simple);
        for (var i = 0; i < 21; i++)
            await app.ScheduleAsync("Main", i);
        List<string?> tokens = [];
        List<string> ids = [];
        await foreach (var page in app.Client.GetAllInstancesAsync(new OrchestrationQuery(PageSize: 5)).AsPages())
        {
            tokens.Add(page.ContinuationToken);
            ids.AddRange(page.Values.Select(run => run.InstanceId));
        }

        Assert.Equal(5, tokens.Count);
        Assert.Equal([false, false, false, false, true], tokens.Select(token => token is null));
        Assert.Equal(21, ids.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Fact077_Pages_ThatEndWithTheInstances_HaveNoEmptyLastPage()
    {
        await using var app = await DurableApp.StartAsync(Simple);
        for (var i = 0; i < 10; i++)
            await app.ScheduleAsync("Main", i);
        Assert.Equal([5, 5], await PagesAsync(app.Client.GetAllInstancesAsync(new OrchestrationQuery(PageSize: 5))));
    }

    [Fact]
    public async Task Fact078_Filters_StatusCreatedAndPrefix_AllHold()
    {
        await using var app = await DurableApp.StartAsync(Simple);
        var start = app.Clock.GetUtcNow();
        foreach (var id in new[] { "a-1", "a-2", "b-1", "a_3" })
        {
            await app.RunAsync("Main", 1, id);
            await app.ScheduleAsync("Wait", id: "w" + id);
            app.Clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(["a-1", "a-2"], await IdsAsync(app, new OrchestrationQuery(InstanceIdPrefix: "a-")));
        Assert.Equal(["wa-1", "wa-2", "wb-1", "wa_3"], await IdsAsync(app, new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Running])));
        Assert.Equal(["a-2", "wa-2", "b-1", "wb-1"], await IdsAsync(app, new OrchestrationQuery(CreatedFrom: start.AddHours(1), CreatedTo: start.AddHours(2))));
        Assert.Equal(["a-2"], await IdsAsync(app, new OrchestrationQuery(start.AddMinutes(1), null, [OrchestrationRuntimeStatus.Completed], null, "a-")));
    }

    [Fact]
    public async Task Fact079_Enumerating_WithoutInputs_LeavesThemNull()
    {
        await using var app = await DurableApp.StartAsync(Simple);
        await app.RunAsync("Main", 7);
        var bare = await SingleAsync(app, new OrchestrationQuery());
        Assert.Equal((null, null), (bare.SerializedInput, bare.SerializedOutput));
        var full = await SingleAsync(app, new OrchestrationQuery(FetchInputsAndOutputs: true));
        Assert.Equal(("7", "7"), (full.SerializedInput, full.SerializedOutput));
    }

    [Fact]
    public async Task Fact080_AsPages_WithAToken_ResumesAfterThePage()
    {
        await using var app = await DurableApp.StartAsync(Simple);
        for (var i = 0; i < 10; i++)
            await app.ScheduleAsync("Main", i, $"run-{i}");
        var all = app.Client.GetAllInstancesAsync(new OrchestrationQuery(PageSize: 4));
        string? token = null;
        await foreach (var page in all.AsPages())
        {
            token = page.ContinuationToken;
            break;
        }

        List<string> rest = [];
        await foreach (var page in all.AsPages(token, pageSizeHint: 100))
            rest.AddRange(page.Values.Select(run => run.InstanceId));
        Assert.Equal(Enumerable.Range(4, 6).Select(i => $"run-{i}"), rest);
        await Assert.ThrowsAsync<ArgumentException>(() => PagesAsync(app.Client.GetAllInstancesAsync(new OrchestrationQuery(ContinuationToken: "not a token"))));
    }

    [Fact]
    public async Task Fact137_ClassOrchestratorAndActivity_AreResolvedAndDisposedPerExecution()
    {
        var counter = new ScopeCounter();
        await using var app = await DurableApp.StartAsync(
            tasks => tasks.AddOrchestrator<LoopOrchestrator>("Loop").AddActivity<StepActivity>("Step"),
            new DurableAppSetup { Services = services => services.AddSingleton(counter).AddScoped<ScopedThing>() });
        await app.RunAsync("Loop", 3);
        await app.StopAsync();
        Assert.Equal((8, 8), (counter.Made, counter.Disposed));
    }

    private static void Simple(DurableTaskRegistry tasks)
    {
        tasks.AddOrchestratorFunc<int, int>("Main", (_, input) => input);
        tasks.AddOrchestratorFunc<int>("Wait", context => context.WaitForExternalEvent<int>("go"));
    }

    private static async Task<List<int>> PagesAsync(AsyncPageable<OrchestrationMetadata> runs)
    {
        var sizes = new List<int>();
        await foreach (var page in runs.AsPages())
            sizes.Add(page.Values.Count);
        return sizes;
    }

    private static async Task<List<string>> IdsAsync(DurableApp app, OrchestrationQuery query)
    {
        var ids = new List<string>();
        await foreach (var run in app.Client.GetAllInstancesAsync(query))
            ids.Add(run.InstanceId);
        return ids;
    }

    private static async Task<OrchestrationMetadata> SingleAsync(DurableApp app, OrchestrationQuery query)
    {
        var found = new List<OrchestrationMetadata>();
        await foreach (var run in app.Client.GetAllInstancesAsync(query))
            found.Add(run);
        return Assert.Single(found);
    }

    private sealed class ScopeCounter
    {
        private int made;
        private int disposed;

        public int Made => Volatile.Read(ref made);

        public int Disposed => Volatile.Read(ref disposed);

        public void Make() => Interlocked.Increment(ref made);

        public void Dispose() => Interlocked.Increment(ref disposed);
    }

    private sealed class ScopedThing : IDisposable
    {
        private readonly ScopeCounter counter;

        public ScopedThing(ScopeCounter counter)
        {
            this.counter = counter;
            counter.Make();
        }

        public void Dispose() => counter.Dispose();
    }

#pragma warning disable CA1812 // made by the service provider
    private sealed class LoopOrchestrator(ScopedThing thing) : TaskOrchestrator<int, int>
    {
        public override async Task<int> RunAsync(TaskOrchestrationContext context, int input)
        {
            await context.CallActivityAsync<int>("Step");
            if (input > 0)
                context.ContinueAsNew(input - 1);
            return thing is null ? 0 : 1;
        }
    }

    private sealed class StepActivity(ScopedThing thing) : TaskActivity<object?, int>
    {
        public override Task<int> RunAsync(TaskActivityContext context, object? input) => Task.FromResult(thing is null ? 0 : 1);
    }
#pragma warning restore CA1812
}
