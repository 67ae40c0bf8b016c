using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Host.Settings;
using Runtime.Host.Tests.Support;
using Workflows.Runtime;
using static Microsoft.DurableTask.Worker.DurableTaskWorkerOptions;

namespace Runtime.Host.Tests.Settings;

public sealed class VersioningTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Fact087_HostJson_WithDefaultVersionOnly_IsCurrentOrOlderAndReject()
    {
        var versioning = Read("""{ "defaultVersion": "1.2" }""").Versioning!;

        Assert.Equal("1.2", versioning.Version);
        Assert.Equal("1.2", versioning.DefaultVersion);
        Assert.Equal(VersionMatchStrategy.CurrentOrOlder, versioning.MatchStrategy);
        Assert.Equal(VersionFailureStrategy.Reject, versioning.FailureStrategy);
    }

    [Fact]
    public void Read_WithoutVersionKeys_LeavesVersionsAlone() => Assert.Null(Read("""{ "hubName": "H" }""").Versioning);

    [Theory]
    [InlineData("none", "FAIL", VersionMatchStrategy.None, VersionFailureStrategy.Fail)]
    [InlineData("Strict", "reject", VersionMatchStrategy.Strict, VersionFailureStrategy.Reject)]
    public void Read_Strategies_InAnyCase(string match, string failure, VersionMatchStrategy matchRead, VersionFailureStrategy failureRead)
    {
        var versioning = Read($$"""{ "versionMatchStrategy": "{{match}}", "versionFailureStrategy": "{{failure}}" }""").Versioning!;

        Assert.Equal(matchRead, versioning.MatchStrategy);
        Assert.Equal(failureRead, versioning.FailureStrategy);
        Assert.Equal("", versioning.DefaultVersion);
    }

    [Fact]
    public void Read_WrongValues_NamesAllOfThem()
    {
        var error = Assert.Throws<HostConfigurationException>(() => Read(
            """{ "defaultVersion": " 1 ", "versionMatchStrategy": "2", "versionFailureStrategy": "Maybe" }"""));

        Assert.Contains("defaultVersion is ' 1 '", error.Message);
        Assert.Contains("versionMatchStrategy is '2'; use one of None, Strict, CurrentOrOlder", error.Message);
        Assert.Contains("versionFailureStrategy is 'Maybe'; use one of Reject, Fail", error.Message);
    }

    [Theory]
    [InlineData(null, "2.0", "Completed")]
    [InlineData("1.9", "1.9", "Completed")]
    [InlineData("2.1", "2.1", "Pending")]
    public async Task Fact087_Start_OnAHostOfVersion2_RunsThatAndOlderAndLeavesNewer(string? asked, string given, string status)
    {
        await using var host = await StartAsync("""{ "defaultVersion": "2.0" }""");
        var client = host.Host.Services.GetRequiredService<DurableTaskClient>();

        var options = asked is null ? new StartOrchestrationOptions() : new StartOrchestrationOptions { Version = asked };
        var id = await client.ScheduleNewOrchestrationInstanceAsync("Tells", input: null, options: options);
        var late = await client.ScheduleNewOrchestrationInstanceAsync("Tells", input: null, options: new StartOrchestrationOptions { Version = "0.1" });
        await client.WaitForInstanceCompletionAsync(late).WaitAsync(TimeSpan.FromSeconds(60));
        var run = status == "Completed"
            ? await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true).WaitAsync(TimeSpan.FromSeconds(60))
            : (await client.GetInstanceAsync(id))!;

        Assert.Equal(status, run.RuntimeStatus.ToString());
        if (status == "Completed")
            Assert.Equal(given, run.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Start_OfNewerVersionWithFail_FailsTheRun()
    {
        await using var host = await StartAsync("""{ "defaultVersion": "2.0", "versionFailureStrategy": "Fail" }""");
        var client = host.Host.Services.GetRequiredService<DurableTaskClient>();

        var id = await client.ScheduleNewOrchestrationInstanceAsync("Tells", input: null, options: new StartOrchestrationOptions { Version = "3" });
        var run = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal("VersionMismatch", run.FailureDetails!.ErrorType);
    }

    private async Task<RunningHost> StartAsync(string durableTask)
    {
        folder.Write("host.json", $$"""{ "version": "2.0", "extensions": { "durableTask": {{durableTask}} } }""");
        return await RunningHost.StartDurableAsync(folder, _ => { }, typeof(Functions));
    }

    private HostJson Read(string durableTask) => HostJson.Read(
        folder.Write("host.json", $$"""{ "version": "2.0", "extensions": { "durableTask": {{durableTask}} } }"""), new ConfigurationBuilder().Build());

    public static class Functions
    {
        [Function("Tells")]
        public static Task<string> Tells([OrchestrationTrigger] TaskOrchestrationContext context) => Task.FromResult(context.Version);
    }
}
