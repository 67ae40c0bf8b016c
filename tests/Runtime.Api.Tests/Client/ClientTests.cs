using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Entities;

namespace Runtime.Api.Tests.Client;

public sealed class ClientTests
{
    [Fact]
    public async Task Overloads_Short_LeadToTheFullOnes()
    {
        var client = new FakeClient("");
        await client.ScheduleNewOrchestrationInstanceAsync("A", CancellationToken.None);
        await client.ScheduleNewOrchestrationInstanceAsync("A", "in", CancellationToken.None);
        await client.ScheduleNewOrchestrationInstanceAsync("A", new StartOrchestrationOptions("i"));
        await client.RaiseEventAsync("i", "e", CancellationToken.None);
        await client.TerminateInstanceAsync("i", CancellationToken.None);
        await client.TerminateInstanceAsync("i", (object?)"out");
        await client.TerminateInstanceAsync("i", new TerminateInstanceOptions("out", true));

        Assert.Equal(
            ["start A  ", "start A in ", "start A  i", "raise i e ", "terminate i  ", "terminate i out False", "terminate i out True"],
            client.Calls);
    }

    [Fact]
    public async Task NotOverridden_OptionalParts_AreNotSupported()
    {
        var client = new FakeClient("");

        Assert.Throws<NotSupportedException>(() => client.Entities);
        await Assert.ThrowsAsync<NotSupportedException>(() => client.PurgeInstanceAsync("i"));
        await Assert.ThrowsAsync<NotSupportedException>(() => client.PurgeInstancesAsync(null, null));
        await Assert.ThrowsAsync<NotSupportedException>(() => client.RestartAsync("i"));
        await Assert.ThrowsAsync<NotSupportedException>(() => client.RewindInstanceAsync("i", "r"));
        await Assert.ThrowsAsync<NotSupportedException>(() => client.ListInstanceIdsAsync());
    }

    [Fact]
    public void Fact046_Read_WithoutInputsAndOutputs_Throws()
    {
        var bare = new OrchestrationMetadata("A", "i");

        Assert.Throws<InvalidOperationException>(() => bare.ReadInputAs<int>());
        Assert.Throws<InvalidOperationException>(() => bare.ReadOutputAs<int>());
        Assert.Throws<InvalidOperationException>(() => bare.ReadCustomStatusAs<int>());
    }

    [Fact]
    public void Fact045_Read_NullAndValue_AreRead()
    {
        var metadata = new OrchestrationMetadata("A", "i")
        {
            DataConverter = JsonDataConverter.Default,
            RuntimeStatus = OrchestrationRuntimeStatus.Completed,
            SerializedInput = "5",
            SerializedOutput = $"\"{new string('x', 100)}\"",
        };

        Assert.Equal(5, metadata.ReadInputAs<int>());
        Assert.Null(metadata.ReadCustomStatusAs<string>());
        Assert.True(metadata is { IsCompleted: true, IsRunning: false });
        Assert.Empty(metadata.Tags);
        Assert.Contains("Id: 'i'", metadata.ToString(), StringComparison.Ordinal);
        Assert.Contains("...", metadata.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Fact060_WithDedupeStatuses_Names_AreKeptOnACopy()
    {
        var options = new StartOrchestrationOptions("i");
        var dedupe = options.WithDedupeStatuses(
            OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running);

        Assert.Equal(["Running", "Pending"], dedupe.DedupeStatuses!);
        Assert.Null(options.DedupeStatuses);
        Assert.Equal("i", dedupe.InstanceId);
    }

    [Fact]
    public void Fact075_PurgeResult_StoreDoesNotSay_IsNull()
    {
        Assert.Null(new PurgeResult(1).IsComplete);
        Assert.False(new PurgeResult(1, false).IsComplete);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PurgeResult(-1));
    }

    [Fact]
    public void Fact076_Queries_PageSize_IsAHundred()
    {
        Assert.Equal(100, new OrchestrationQuery().PageSize);
        Assert.Equal(100, EntityQuery.DefaultPageSize);
        Assert.True(new EntityQuery().IncludeState);
    }

    [Theory]
    [InlineData("Counter", "@counter")]
    [InlineData("@Counter", "@counter")]
    [InlineData("@Counter@Key", "@counter@Key")]
    [InlineData("", "")]
    public void Fact106_EntityQuery_Prefix_LowersTheNameOnly(string given, string kept) =>
        Assert.Equal(kept, new EntityQuery { InstanceIdStartsWith = given }.InstanceIdStartsWith);

    [Fact]
    public void Fact105_EntityMetadata_WithoutState_Throws()
    {
        var id = new EntityInstanceId("counter", "a");

        Assert.Throws<InvalidOperationException>(() => new EntityMetadata(id).State);
        Assert.Throws<InvalidOperationException>(() => new EntityMetadata<int>(id).State);
        Assert.Equal(0, new EntityMetadata<int>(id, 0).State);
        Assert.Equal(5, new EntityMetadata(id, new SerializedData("5")).State.ReadAs<int>());
    }

    [Fact]
    public void EntityMetadata_Json_RoundTrips()
    {
        var id = new EntityInstanceId("counter", "a");
        var at = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var entity = new EntityMetadata(id, new SerializedData("""{"n":1}""")) { LastModifiedTime = at, LockedBy = "x" };
        var text = JsonSerializer.Serialize(entity);

        Assert.Equal(
            """{"id":"@counter@a","lastModifiedTime":"2030-01-02T03:04:05+00:00","backlogQueueSize":0,"lockedBy":"x","state":{"n":1}}""",
            text);
        var plain = JsonSerializer.Deserialize<EntityMetadata>(text)!;
        Assert.Equal((id, at, "x", """{"n":1}"""), (plain.Id, plain.LastModifiedTime, plain.LockedBy, plain.State.Value));
        Assert.Equal(1, JsonSerializer.Deserialize<EntityMetadata<Dictionary<string, int>>>(text)!.State["n"]);
        var bare = JsonSerializer.Serialize(new EntityMetadata<int>(id));
        Assert.False(JsonSerializer.Deserialize<EntityMetadata<int>>(bare)!.IncludesState);
    }
}
