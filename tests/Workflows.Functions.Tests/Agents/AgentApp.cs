using System.Diagnostics;
using System.Text.Json;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Models.TestServer;
using Workflows.Activities.Agents;
using Workflows.Activities.Models;
using Workflows.Activities.People;
using Workflows.Activities.Streams;
using Workflows.Activities.Tools;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging.Abstractions;
using Workflows.Activities.Models.Costs;
using Workflows.Activities.Models.Health;
using Workflows.Activities.Models.Routing;
using Workflows.Contracts.Models;
using Workflows.Functions.Models;
using Workflows.Functions.Orchestrators;
using Workflows.Contracts.Agents;
using Workflows.Functions.Agents;
using Workflows.Functions.Agents.Patterns;
using Workflows.Functions.Entities;
using Workflows.Functions.Triggers;
using Workflows.Testing;
using Workflows.Tools;

namespace Workflows.Functions.Tests.Agents;

/// <summary>The app with agents of a test's own and models at a test server, on virtual time.</summary>
internal sealed class AgentApp : IAsyncDisposable
{
    private static readonly Type[] Functions =
    [
        typeof(AgentOrchestrator), typeof(ResolveAgentsActivity), typeof(AskModelActivity), typeof(PlanModelCallActivity),
        typeof(GradeModelActivity), typeof(RecoveryActivities), typeof(ModelBudget), typeof(AskBudget),
        typeof(Workflows.Activities.Models.Budgets.FindEndedRunsActivity), typeof(RecoverOrchestrator),
        typeof(CallToolActivity), typeof(TellStreamActivity),
        typeof(WriteAuditActivity), typeof(IssueApprovalActivity), typeof(InboxEntry), typeof(Session), typeof(FactStore), typeof(Mailbox),
        typeof(Sequential), typeof(Concurrent), typeof(Debate), typeof(GroupChat), typeof(Handoff), typeof(PlanExecute), typeof(Reflection),
        typeof(MapReduceFiles), typeof(Manager), typeof(Workflows.Activities.Files.ListFilesActivity), typeof(InboxApi), typeof(StreamApi),
        typeof(Examples.SecondOpinion),
    ];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly CountedStream asked = new();
    private readonly string definitions = Directory.CreateTempSubdirectory("agents-test-").FullName;

    public FunctionsTestHost Host { get; private set; } = null!;

    public ScriptedTools Tools { get; } = new();

    public RunStreams Streams => Host.Services.GetRequiredService<RunStreams>();

    public AuditLog Audit => Host.Services.GetRequiredService<AuditLog>();

    /// <summary>Starts with agents as <c>name: the rest of the file</c>.</summary>
    public static Task<AgentApp> StartAsync(ModelServer server, params string[] agents) => StartAsync(server, own: null, agents);

    /// <summary>Starts with the real registry and a tool of one's own.</summary>
    public static Task<AgentApp> StartAsync(ModelServer server, ITool? own, params string[] agents) => StartAsync(server, own, [], agents);

    /// <summary>Starts with further settings.</summary>
    public static async Task<AgentApp> StartAsync(ModelServer server, ITool? own, (string Name, string Value)[] settings, params string[] agents)
    {
        var app = new AgentApp();
        foreach (var agent in agents)
            app.Define(agent);
        var options = new FunctionsTestHostOptions { UseHttp = true };
        foreach (var type in Functions)
            options.FunctionTypes.Add(type);
        options.Settings["Models:Default"] = "m";
        options.Settings["Models:Named:m:Provider"] = "openai-compatible";
        options.Settings["Models:Named:m:Model"] = "test-model";
        options.Settings["Models:Named:m:Endpoint"] = server.Address + "/v1";
        options.Settings["Models:Named:m:MaxConcurrent"] = "64";
        options.Settings["Models:Named:m:TimeoutSeconds"] = "3600";
        options.Settings["Agents:Folder"] = app.definitions;
        options.Settings["Tools:DataFolder"] = Path.Combine(app.definitions, "tools");
        options.Settings["Agents:DataFolder"] = Path.Combine(app.definitions, "data");
        foreach (var (name, value) in settings)
            options.Settings[name] = value;
        app.Host = await FunctionsTestHost.StartAsync(
            builder =>
            {
                builder.AddWorkflows();
                if (own is null)
                    app.Tools.AddTo(builder.Services);
                else
                    builder.Services.AddSingleton(own);
                builder.Services.AddSingleton<IModelStream>(services => app.asked.Over(services.GetRequiredService<RunStreams>()));
            },
            options);
        return app;
    }

    /// <summary>Writes an agent's file; its first line is the name.</summary>
    public void Define(string agent)
    {
        var name = agent.Split('\n')[0]["name:".Length..].Trim();
        File.WriteAllText(Path.Combine(definitions, name + ".yaml"), agent);
    }

    public Task<AgentAnswer> AskAsync(string agent, string task) => RunAsync<AgentAnswer>("Agent", new AgentRequest(agent, task));

    public Task<TeamResult> TeamAsync(string pattern, TeamRequest request) => RunAsync<TeamResult>(pattern, request);

    public async Task<T> RunAsync<T>(string orchestrator, object input)
    {
        var id = await Host.Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input);
        return await EndAsync<T>(id);
    }

    /// <summary>Waits for a run's end. Time passes only while no model is asked: a model answers in real time, and its limit is on the clock.</summary>
    public async Task<T> EndAsync<T>(string id)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience;)
        {
            await Host.RunToIdleAsync();
            var run = (await Host.Client.GetInstanceAsync(id, getInputsAndOutputs: true))!;
            Assert.True(run.RuntimeStatus != OrchestrationRuntimeStatus.Failed, run.FailureDetails?.ToString());
            if (run.IsCompleted)
                return run.ReadOutputAs<T>()!;
            if (asked.InFlight > 0)
                await Task.Delay(5);
            else
                await Host.AdvanceAsync(TimeSpan.FromSeconds(20));
        }

        throw new TimeoutException($"The run did not end within {Patience}.");
    }

    /// <summary>Waits until something is so.</summary>
    public async Task<T> UntilAsync<T>(Func<Task<T?>> look)
        where T : class
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience;)
        {
            await Host.RunToIdleAsync();
            if (await look() is { } found)
                return found;
            await Task.Delay(5);
        }

        throw new TimeoutException($"It was not so within {Patience}.");
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Directory.Delete(definitions, recursive: true);
    }

    public static ModelReply Json(object value) => ModelReply.Text(JsonSerializer.Serialize(value, JsonSerializerOptions.Web));
}
