using Microsoft.DurableTask;
using Workflows.Contracts.Agents;
using Workflows.Contracts.Models;
using Workflows.Contracts.Streams;
using Workflows.Functions.Models;
using Workflows.Functions.Orchestrators;

namespace Workflows.Functions.Agents;

/// <summary>The loop of one agent: ask, call tools, ask again, until there is an answer or a limit. Deterministic.</summary>
internal sealed class AgentLoop
{
    private readonly TaskOrchestrationContext context;
    private readonly AgentSetup setup;
    private readonly AgentRequest request;
    private readonly AgentDefinition agent;
    private readonly ToolDesk tools;
    private readonly SessionDesk session;
    private readonly List<ModelTurn> turns = [];
    private readonly string root;
    private ModelUsage usage = ModelUsage.None;
    private string model = "";
    private int steps;
    private bool expired;

    public AgentLoop(TaskOrchestrationContext context, AgentSetup setup, AgentRequest request)
    {
        (this.context, this.setup, this.request, agent) = (context, setup, request, setup.Definition);
        root = request.Run ?? context.InstanceId;
        tools = new ToolDesk(context, agent, request);
        session = new SessionDesk(context, agent, request.Session);
    }

    public async Task<AgentAnswer> RunAsync()
    {
        using var over = new CancellationTokenSource();
        var limit = context.CreateTimer(TimeSpan.FromSeconds(agent.Limits.Seconds), over.Token);
        await TellAsync("at work");
        var work = WorkAsync();
        await Task.WhenAny(work, limit);
        expired = !work.IsCompleted;
        over.Stop();
        var answer = expired
            ? Ended(AgentEnd.TimeLimit, $"It used up its {agent.Limits.Seconds} seconds. Raise limits.seconds, or give it less to do.")
            : await work;
        await TellAsync(answer.IsAnswered ? "answered" : $"{answer.End}: {answer.Problem}");
        return answer;
    }

    private async Task<AgentAnswer> WorkAsync()
    {
        turns.AddRange(await session.LoadAsync());
        turns.AddRange(request.Earlier);
        turns.Add(ModelTurn.User(request.Task));
        var repaired = false;
        while (steps < agent.Limits.Steps && !expired)
        {
            if (await AskAsync() is not Answered answer)
                return Ended(AgentEnd.Failed, failure);
            turns.Add(ModelTurn.Assistant(answer));
            if (answer.ToolRequests.Count > 0)
            {
                if (await CallToolsAsync(answer.ToolRequests) is { } end)
                    return end;
                continue;
            }

            if (OutputCheck.Problem(agent.Output, answer.Text) is not { } wrong)
                return await DoneAsync(answer.Text);
            if (repaired)
                return Ended(AgentEnd.WrongForm, $"Its answer does not follow its schema, also after it was told so: {wrong}");
            repaired = true;
            turns.Add(ModelTurn.User($"Your answer could not be used: {wrong} Answer again, with JSON that follows the schema and nothing else."));
        }

        return Ended(AgentEnd.StepLimit, $"It used up its {agent.Limits.Steps} steps. Raise limits.steps, or give it less to do.");
    }

    private string failure = "";

    /// <summary>Asks the model, and those that stand in for it when it gives no answer.</summary>
    private async Task<ModelOutcome> AskAsync()
    {
        steps++;
        ModelOutcome outcome = new InvalidRequest("No model was asked.");
        foreach (var name in Models())
        {
            outcome = await ModelDesk.AskAsync(context, CallOf(name), Asker());
            usage = usage.Plus(outcome.Usage);
            model = outcome.Model;
            if (outcome is Answered)
                return outcome;
        }

        failure = outcome is ModelFailure failed ? failed.Message : "";
        return outcome;
    }

    private IEnumerable<string?> Models() => request.Model is { } given ? [given] : [agent.Model.Name, .. agent.Model.Fallback];

    private ModelCall CallOf(string? name) => new(PromptOf(agent), "")
    {
        Model = name,
        Schema = agent.Output,
        MaxOutputTokens = agent.Model.MaxOutputTokens,
        Temperature = agent.Model.Temperature,
        Turns = TurnBudget.Fit(turns),
        Tools = steps < agent.Limits.Steps && tools.Called < agent.Limits.ToolCalls ? tools.Offer(setup.Tools) : [],
        Stream = new StreamName(root, context.InstanceId, agent.Name).ToString(),
    };

    private ModelAsker Asker() => new(agent.Name) { Run = root, Tenant = request.Tenant, Task = agent.Model.Task };

    private async Task<AgentAnswer?> CallToolsAsync(IReadOnlyList<ToolRequest> wishes)
    {
        if (wishes.FirstOrDefault(wish => tools.HandoffOf(wish) is not null) is { } handoff)
            return Ended(AgentEnd.HandedOff, "") with { HandoffTo = tools.HandoffOf(handoff), Text = ToolDesk.Argument(handoff, "message") };
        if (tools.Called + wishes.Count > agent.Limits.ToolCalls)
            return Ended(AgentEnd.StepLimit, $"It used up its {agent.Limits.ToolCalls} tool calls. Raise limits.toolCalls, or give it less to do.");
        var numbered = wishes.Select((wish, place) => (Wish: wish, Place: $"{steps}.{place}")).ToList();
        var replies = await Flow.FanOutAsync(numbered, agent.Limits.ParallelTools, one => tools.CallAsync(one.Wish, one.Place));
        turns.Add(ModelTurn.Tools(replies));
        return null;
    }

    private async Task<AgentAnswer> DoneAsync(string text)
    {
        await session.SaveAsync(request.Task, text);
        return Ended(AgentEnd.Answered, "") with { Text = text };
    }

    private AgentAnswer Ended(AgentEnd end, string problem) => new(agent.Name, end, "")
    {
        Problem = problem,
        Version = agent.Version,
        Model = model,
        Steps = steps,
        ToolCalls = tools.Called,
        Usage = usage,
    };

    private Task<bool> TellAsync(string text) => context.CallAsync(AgentSteps.TellStream,
        new StreamNote(root, agent.Name, text) { Source = root == context.InstanceId ? null : context.InstanceId }, AgentSteps.ThreeTimes);

    private static string PromptOf(AgentDefinition agent) =>
        $"Agent: {agent.Name}\n{agent.Instructions}" + (agent.Tools.Count == 0 ? "" : "\n\n" + Activities.Tools.UntrustedText.Rule);
}
