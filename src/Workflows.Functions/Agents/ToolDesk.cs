using System.Text.Json;
using Microsoft.DurableTask;
using Workflows.Activities.Agents;
using Workflows.Activities.Tools;
using Workflows.Contracts;
using Workflows.Contracts.Agents;
using Workflows.Contracts.Models;
using Workflows.Contracts.People;
using Workflows.Contracts.Tools;
using Workflows.Functions.Orchestrators;

namespace Workflows.Functions.Agents;

/// <summary>How the loop calls tools: those of the registry as activities, with a person's leave where it is needed, and its own. Deterministic.</summary>
internal sealed class ToolDesk(TaskOrchestrationContext context, AgentSetup setup, AgentRequest request)
{
    private const int LeavesMax = 2;        // a tool's own, and its fallback's

    // A tool's failure is an outcome, so an exception means that the activity itself broke. The same call has the same journal entry.
    private static readonly TaskOptions Twice = TaskOptions.FromRetryPolicy(new RetryPolicy(2, TimeSpan.FromSeconds(1)));

    private readonly AgentDefinition agent = setup.Definition;
    private readonly string root = request.Run ?? context.InstanceId;
    private readonly PersonDesk people = new(context, setup.Definition.Name, setup.Definition.People, request.Run);
    private readonly MemoryDesk memory = new(context, setup);
    private readonly SessionDesk session = new(context, setup.Definition, request.Session);

    public int Called { get; private set; }

    /// <summary>Nobody waits any more for what people are asked.</summary>
    public Task WithdrawAsync() => people.WithdrawAsync();

    /// <summary>What the model is offered.</summary>
    public IReadOnlyList<ModelTool> Offer() =>
    [
        .. setup.Tools,
        .. agent.Tools.Where(LoopTools.Names.Contains).Select(LoopTools.Describe),
        .. request.Handoffs.Select(contact => new ModelTool(LoopTools.HandoffPrefix + contact.Name,
            $"Hands the task over to {contact.Name}, for good. {contact.Description}",
            """{"type":"object","properties":{"message":{"type":"string","description":"What the next one must know.","maxLength":4000}},"required":["message"],"additionalProperties":false}""")),
    ];

    /// <summary>The agent that a wish hands over to; null when it is none of those it may hand over to.</summary>
    public string? HandoffOf(ToolRequest wish) => wish.Name.StartsWith(LoopTools.HandoffPrefix, StringComparison.Ordinal)
        ? request.Handoffs.FirstOrDefault(contact => contact.Name == wish.Name[LoopTools.HandoffPrefix.Length..])?.Name
        : null;

    /// <summary>A text among the arguments of a wish; empty when it is not there.</summary>
    public static string Argument(ToolRequest wish, string name)
    {
        try
        {
            using var json = JsonDocument.Parse(wish.ArgumentsJson);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out var value)
                ? value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()
                : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    /// <summary>Calls one tool.</summary>
    /// <param name="wish">What the model asked for.</param>
    /// <param name="place">Where in the run: step and place in it. With the run's id it names the call.</param>
    public async Task<ToolReply> CallAsync(ToolRequest wish, string place)
    {
        Called++;
        if (!agent.Tools.Contains(wish.Name, StringComparer.Ordinal))
            return new ToolReply(wish.Id, $"There is no tool '{wish.Name}'. There are {string.Join(", ", agent.Tools)}.") { Failed = true };
        if (LoopTools.Names.Contains(wish.Name))
        {
            return OutputCheck.Problem(new AnswerSchema(wish.Name, LoopTools.Describe(wish.Name).ParametersJson), wish.ArgumentsJson) is { } wrong
                ? new ToolReply(wish.Id, $"The arguments do not fit: {wrong}") { Failed = true }
                : new ToolReply(wish.Id, await CallOwnAsync(wish));
        }

        var call = new ToolCall(root, agent.Name, $"{context.InstanceId}/{place}", wish.Name, wish.ArgumentsJson) { ReadableFolder = request.ReadableFolder };
        var outcome = await CallAsync(call);
        for (var asked = 0; asked < LeavesMax && outcome is { Error: ToolErrorKind.NeedsApproval, Approval: { } approval }; asked++)
            outcome = await CallWithLeaveAsync(call with { Tool = approval.Tool }, approval);
        return new ToolReply(wish.Id, UntrustedText.Wrap(outcome)) { Failed = outcome.Error != ToolErrorKind.None };
    }

    private async Task<ToolOutcome> CallWithLeaveAsync(ToolCall call, ToolApprovalRequest approval)
    {
        var decision = await people.ApproveAsync(approval);
        if (decision.Verb != Verb.Approve)
            return new ToolOutcome(call.Tool, $"{decision.By} does not allow this call. {decision.Text}".TrimEnd()) { Error = ToolErrorKind.Denied };
        var token = await context.CallAsync(AgentSteps.IssueApproval, new TokenOrder(approval.Hash, decision.By), Twice);
        return await CallAsync(call with { ApprovalToken = token });
    }

    private async Task<ToolOutcome> CallAsync(ToolCall call)
    {
        try
        {
            return await context.CallAsync(Steps.CallTool, call, Twice);
        }
        catch (TaskFailedException failure)
        {
            return new ToolOutcome(call.Tool, failure.FailureDetails.ErrorMessage) { Error = ToolErrorKind.Failed };
        }
    }

    private Task<string> CallOwnAsync(ToolRequest wish) => wish.Name switch
    {
        LoopTools.AskPerson => people.QuestionAsync(Argument(wish, "question")),
        LoopTools.Remember => memory.RememberAsync(Argument(wish, "key"), Argument(wish, "fact")),
        LoopTools.Recall => memory.RecallAsync(Argument(wish, "query")),
        LoopTools.SendMessage => memory.SendAsync(Argument(wish, "to"), Argument(wish, "text"), Argument(wish, "thread"), Argument(wish, "priority")),
        LoopTools.SearchMessages => memory.SearchAsync(Argument(wish, "query"), Argument(wish, "thread")),
        LoopTools.SearchConversation => session.SearchAsync(Argument(wish, "query")),
        _ => memory.ReadAsync(Argument(wish, "thread")),
    };
}
