using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Models.TestServer;
using Workflows.Activities.Models.Routing;
using Workflows.Contracts.Models;
using Workflows.Testing;

namespace Workflows.Functions.Tests.Models;

/// <summary>A choice is made once, by what is known then, and is never made again for the same question.</summary>
public sealed class ChoiceTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("choice-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Replay_AfterWhatIsKnownTurned_KeepsTheChoiceAndTheNextOneFollows()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("x"));
        (string, string)[] settings = [("Models:Default", "a"), .. ModelApp.Named("a", server), .. ModelApp.Named("b", server)];
        string id;
        await using (var host = await ModelApp.StartAsync(settings, folder))
        {
            Teach(host, good: "a", bad: "b");
            var call = new ModelCall("", "?") { Policy = new ModelPolicy { Among = ["a", "b"] } };
            id = await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(AskTwice), new AskInput(call, new ModelAsker("tester") { Task = "t" }));
            await AskedAsync(host, id);
        }

        await using var next = await ModelApp.StartAsync(settings, folder);
        Teach(next, good: "b", bad: "a");
        await next.Client.RaiseEventAsync(id, "go", "");

        Assert.Equal(["a", "b"], await next.EndAsync<string[]>(id));
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
