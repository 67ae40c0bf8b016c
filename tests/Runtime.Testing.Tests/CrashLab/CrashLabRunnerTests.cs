using Microsoft.DurableTask;
using Microsoft.DurableTask.Testing;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Testing.CrashLab;

namespace Runtime.Testing.Tests.CrashLab;

public sealed class CrashLabRunnerTests
{
    [Fact]
    public async Task Run_OfASoundWorkflow_FindsNothing()
    {
        var report = await RunAsync("Sound");
        Assert.Empty(report.Findings);
        Assert.Equal(20, report.Seeds);
        Assert.True(report.Deaths >= 20);
    }

    [Fact]
    public async Task Run_OfAWorkflowThatForgetsWhoItIs_ReportsNonDeterminism()
    {
        var report = await RunAsync("Fickle");
        Assert.Contains(report.Findings, finding => finding.What.Contains("held back", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_OfAWorkflowThatWaitsForAnEvent_ReportsLostWork()
    {
        var report = await RunAsync("Waits");
        Assert.Contains(report.Findings, finding => finding.What.Contains("lost work", StringComparison.Ordinal));
    }

    private static async Task<CrashLabReport> RunAsync(string name)
    {
        var calls = 0;
        await using var services = new ServiceCollection().AddInMemoryDurableTask(tasks =>
        {
            tasks.AddActivityFunc<int, int>("step", async (_, n) =>
            {
                await Task.Yield();
                return n + 1;
            });
            tasks.AddOrchestratorFunc<int>("Sound", async context =>
            {
                var n = 0;
                for (var i = 0; i < 4; i++)
                    n = await context.CallActivityAsync<int>("step", n);
                await context.CreateTimer(TimeSpan.FromDays(3), CancellationToken.None);
                return n;
            });
            tasks.AddOrchestratorFunc<int>("Fickle", async context =>
            {
                if (Interlocked.Increment(ref calls) % 2 == 0)
                    await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                await context.CallActivityAsync<int>("step", 1);
                return await context.CallActivityAsync<int>("step", 2);
            });
            tasks.AddOrchestratorFunc<int>("Waits", context => context.WaitForExternalEvent<int>("Go"));
        }).BuildServiceProvider();
        return await new CrashLabRunner(services).RunAsync(name, null);
    }
}
