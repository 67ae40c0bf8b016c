using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Models.TestServer;
using Workflows.Activities.Models.Routing;
using Workflows.Contracts.Models;
using Workflows.Testing;

namespace Workflows.Functions.Tests.Models;

/// <summary>A choice is made once for a question, as a step of its own, by what is known then.</summary>
public sealed class ChoiceTests
{
    [Fact]
    public async Task Ask_AfterWhatIsKnownTurned_FollowsWhileTheEarlierChoiceStands()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("x"));
        await using var host = await ModelApp.StartAsync([("Models:Default", "a"), .. ModelApp.Named("a", server), .. ModelApp.Named("b", server)]);
        Teach(host, good: "a", bad: "b");
        var call = new ModelCall("", "?") { Policy = new ModelPolicy { Among = ["a", "b"] } };
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(AskTwice), new AskInput(call, new ModelAsker("tester") { Task = "t" }));
        await AskedAsync(host, id);
        for (var i = 0; i < 20; i++)
            Teach(host, good: "b", bad: "a");

        await host.Client.RaiseEventAsync(id, "go", "");

        Assert.Equal(["a", "b"], await host.EndAsync<string[]>(id));
        Assert.Equal(2, server.Requests.Count);
    }

    private static void Teach(FunctionsTestHost host, string good, string bad)
    {
        var router = host.Services.GetRequiredService<ModelRouter>();
        for (var i = 0; i < 100; i++)
        {
            foreach (var (model, quality) in new[] { (good, 1.0), (bad, 0.0) })
            {
                router.Record(model, "t", new Answered("x") { LatencyMs = 100 });
                router.Grade(new ModelGrade(model, "t", quality));
            }
        }
    }

    private static async Task AskedAsync(FunctionsTestHost host, string id)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while ((await host.Client.GetInstanceAsync(id, getInputsAndOutputs: true))?.SerializedCustomStatus is null)
        {
            await host.RunToIdleAsync(limit.Token);
            await tick.WaitForNextTickAsync(limit.Token);
        }
    }
}
