using System.Net;
using System.Text.Json;
using Runtime.Host.Tests.Support;

namespace Runtime.Host.Tests.Management;

/// <summary>What the addresses of the management API do to runs and entities, on a live host.</summary>
public sealed class ManagementEffectTests : IAsyncLifetime, IDisposable
{
    private readonly ManagedHost host = new();

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    public void Dispose() => host.Dispose();

    [Fact]
    public async Task Control_OneRun_IsSuspendedResumedAndAnswered()
    {
        var id = await host.MakeAsync("running");

        await host.PostAsync($"instances/{id}/suspend?reason=pause");
        await host.UntilAsync(id, "Suspended");
        await host.PostAsync($"instances/{id}/raiseEvent/Go", "\"Ada\"");
        await host.PostAsync($"instances/{id}/resume");
        var ended = await host.UntilAsync(id, "Completed");

        Assert.Equal("Ada", ended.GetProperty("output").GetString());
        Assert.Equal("Go", ended.GetProperty("customStatus").GetProperty("waitsFor").GetString());
        var hidden = await RunningHost.ReadJsonAsync(await host.GetAsync($"instances/{id}?showInput=false"));
        Assert.Equal(JsonValueKind.Null, hidden.GetProperty("input").ValueKind);
    }

    [Fact]
    public async Task Rewind_FailedRun_RunsItsFailedStepAgain()
    {
        var id = await host.MakeAsync("failed");

        await host.PostAsync($"instances/{id}/rewind?reason=again");

        Assert.Equal("done", (await host.UntilAsync(id, "Completed")).GetProperty("output").GetString());
    }

    [Fact]
    public async Task Restart_FinishedRun_GetsANewIdUnlessTheOldOneIsAskedFor()
    {
        var id = await host.MakeAsync("completed");

        var anew = await RunningHost.ReadJsonAsync(await host.PostAsync($"instances/{id}/restart"));
        var other = anew.GetProperty("id").GetString()!;
        Assert.NotEqual(id, other);
        Assert.Equal("in", (await host.UntilAsync(other, "Completed")).GetProperty("output").GetString());
        var same = await RunningHost.ReadJsonAsync(await host.PostAsync($"instances/{id}/restart?restartWithNewInstanceId=false"));
        Assert.Equal(id, same.GetProperty("id").GetString());
        Assert.Equal("in", (await host.UntilAsync(id, "Completed")).GetProperty("output").GetString());
    }

    [Fact]
    public async Task Purge_ByFilter_TakesFinishedRunsOfTheStatusAndTime()
    {
        var (completed, failed, running) = (await host.MakeAsync("completed"), await host.MakeAsync("failed"), await host.MakeAsync("running"));
        await host.MakeAsync("completed");

        Assert.Equal("{\"instancesDeleted\":1}", await DeleteAsync("instances?createdTimeFrom=2020-01-01&runtimeStatus=Failed"));
        Assert.Equal(HttpStatusCode.NotFound, (await host.GetAsync($"instances/{failed}")).StatusCode);
        Assert.Equal("{\"instancesDeleted\":2}", await DeleteAsync("instances?createdTimeFrom=2020-01-01"));
        Assert.Equal(HttpStatusCode.NotFound, (await host.GetAsync($"instances/{completed}")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await host.GetAsync($"instances/{running}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.SendAsync("DELETE", "instances?createdTimeFrom=2020-01-01")).StatusCode);
    }

    [Fact]
    public async Task List_InPages_ShowsEachRunOnceAndFiltersHold()
    {
        for (var i = 0; i < 5; i++)
            await host.MakeAsync("completed");
        var other = await host.MakeAsync("terminated");

        var (all, pages) = await host.PagesAsync("instances?top=2");
        Assert.Equal(6, all.Select(Id).Distinct().Count());
        Assert.Equal(6, all.Count);
        Assert.InRange(pages, 3, 4);
        Assert.Equal([other], (await host.PagesAsync("instances?runtimeStatus=Terminated")).Items.Select(Id));
        Assert.Equal([other], (await host.PagesAsync("instances?instanceIdPrefix=termin&top=1")).Items.Select(Id));
        Assert.Empty((await host.PagesAsync("instances?createdTimeFrom=2100-01-01")).Items);
        Assert.Equal(HttpStatusCode.BadRequest, (await host.SendAsync("GET", "instances", token: "not ours")).StatusCode);
    }

    [Fact]
    public async Task Entities_SignalledOverHttp_AreReadListedAndDeleted()
    {
        await host.PostAsync("entities/Counter/a?op=Add", "5");
        await host.PostAsync("entities/Counter/$?op=Add", "7");
        await host.SendTextAsync("entities/counter/b?op=Say", "plain words", "text/plain");
        await host.UntilAsync("entities/Counter/a", state => Value(state) == 5);
        await host.UntilAsync("entities/Counter/$", state => Value(state) == 7);
        await host.UntilAsync("entities/Counter/b", state => state.GetProperty("Text").GetString() == "plain words");

        var (listed, pages) = await host.PagesAsync("entities/Counter?fetchState=true&top=1");
        Assert.Equal(["", "a", "b"], listed.Select(Key).Order(StringComparer.Ordinal));
        Assert.InRange(pages, 3, 4);
        Assert.Equal(5, Value(listed.Single(entity => Key(entity) == "a").GetProperty("state")));
        Assert.Equal(3, (await host.PagesAsync("entities?lastOperationTimeFrom=2020-01-01")).Items.Count);
        Assert.Empty((await host.PagesAsync("entities?lastOperationTimeTo=2020-01-01")).Items);
        Assert.Empty((await host.PagesAsync("entities/Nobody")).Items);

        await host.SendAsync("DELETE", "entities/Counter/a");
        await host.UntilAsync("entities/Counter", left => left.EnumerateArray().All(entity => Key(entity) != "a"));
        Assert.Equal(HttpStatusCode.NotFound, (await host.GetAsync("entities/Counter/a")).StatusCode);
    }

    [Fact]
    public async Task Start_WaitedForAndFailed_HasTheStatusInsteadOfTheOutput()
    {
        host.FaultsLeft = 1;

        using var response = await host.PostAsync("orchestrators/Breaks?timeout=100&pollingInterval=1");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("Failed", (await RunningHost.ReadJsonAsync(response)).GetProperty("runtimeStatus").GetString());
    }

    private static string Id(JsonElement run) => run.GetProperty("instanceId").GetString()!;

    private static string Key(JsonElement entity) => entity.GetProperty("entityId").GetProperty("key").GetString()!;

    private static int Value(JsonElement state) => state.GetProperty("Value").GetInt32();

    private async Task<string> DeleteAsync(string path) => await (await host.SendAsync("DELETE", path)).Content.ReadAsStringAsync();
}
