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
    private readonly AgentRequest request;
    private readonly AgentDefinition agent;
    private readonly ToolDesk tools;
    private readonly SessionDesk session;
    private readonly List<ModelTurn> turns = [];
    private readonly string root;
    private readonly AgentTally tally = new();
    private int steps;
    private bool expired;
    private bool repaired;
    private ModelAsking? asking;

    public AgentLoop(TaskOrchestrationContext context, AgentSetup setup, AgentRequest request)
    {
        (this.context, this.request, agent) = (context, request, setup.Definition);
        root = request.Run ?? context.InstanceId;
        tools = new ToolDesk(context, setup, request);
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
        if (expired)
        {
            await (asking?.GiveUpAsync() ?? Task.CompletedTask);
            await tools.WithdrawAsync();
        }

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
        while (steps < agent.Limits.Steps && !expired)
        {
            var outcome = await AskAsync();
            if (outcome is Malformed malformed && !repaired)
            {
                Repair(malformed.Excerpt, malformed.Message);
                continue;
            }

            if (outcome is not Answered answer)
                return Ended(outcome is Malformed ? AgentEnd.WrongForm : AgentEnd.Failed, tally.Failure?.Message ?? "");
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
            Repair(said: null, wrong);
        }

        return Ended(AgentEnd.StepLimit, $"It used up its {agent.Limits.Steps} steps. Raise limits.steps, or give it less to do.");
    }

    /// <summary>Tells the model once what was wrong with its answer.</summary>
    /// <param name="said">What it said, when that is not among the turns.</param>
    /// <param name="wrong">What was wrong.</param>
    private void Repair(string? said, string wrong)
    {
        repaired = true;
        if (!string.IsNullOrEmpty(said))
            turns.Add(new ModelTurn(TurnRole.Assistant, said));
        turns.Add(ModelTurn.User($"Your answer could not be used: {wrong} Answer again, with JSON that follows the schema and nothing else."));
    }

    /// <summary>Asks the model, and those that stand in for it when it gives no answer.</summary>
    private async Task<ModelOutcome> AskAsync()
    {
        steps++;
        ModelOutcome outcome = new InvalidRequest("No model was asked.");
        foreach (var name in Models())
        {
            asking = ModelDesk.Begin(context, CallOf(name), Asker(), new ModelAttempts(Repairs: ModelRetry.RepairsMax));
            outcome = await asking.RunAsync();
            tally.Add(outcome, asking.Calls);
            if (outcome is Answered || (outcome is Malformed && !repaired))
                return outcome;
        }

        return outcome;
    }

    private IEnumerable<string?> Models() => request.Model is { } given ? [given] : [agent.Model.Name, .. agent.Model.Fallback];

    private ModelCall CallOf(string? name) => new(PromptOf(), "")
    {
        Model = name,
        Policy = name is null ? agent.Model.Choose : null,
        Schema = agent.Output,
        MaxOutputTokens = agent.Model.MaxOutputTokens,
        Temperature = agent.Model.Temperature,
        Turns = TurnBudget.Fit(turns),
        Material = request.Material,
        Tools = steps < agent.Limits.Steps && tools.Called < agent.Limits.ToolCalls ? tools.Offer() : [],
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
        Failure = end is AgentEnd.Failed or AgentEnd.WrongForm ? AgentTally.KindOf(tally.Failure) : "",
        Model = tally.Model,
        Models = tally.Models,
        Steps = steps,
        ToolCalls = tools.Called,
        Usage = tally.Usage,
    };

    private Task<bool> TellAsync(string text) => context.CallAsync(AgentSteps.TellStream,
        new StreamNote(root, agent.Name, text) { Source = root == context.InstanceId ? null : context.InstanceId }, AgentSteps.ThreeTimes);

    private string PromptOf() => $"Agent: {agent.Name}\n{agent.Instructions}"
        + (request.Brief.Length == 0 ? "" : "\n\n" + request.Brief)
        + (agent.Tools.Count == 0 ? "" : "\n\n" + Activities.Tools.UntrustedText.Rule);
}
