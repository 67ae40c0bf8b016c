using System.Text.Json;
using Microsoft.Extensions.AI;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Models;

/// <summary>The turns and tools of a call: whether they fit together, and in the words of Microsoft.Extensions.AI.</summary>
internal static class Conversation
{
    private const int ToolsMax = 128;       // what OpenAI takes; others take as many

    /// <summary>What is wrong with the turns or the names of the tools; null when nothing is.</summary>
    public static string? Problem(ModelCall call)
    {
        if (call.Tools.Count > ToolsMax)
            return $"a call may offer at most {ToolsMax} tools: offer fewer.";
        if (call.Tools.Any(tool => !ModelQuestion.IsProviderName(tool.Name)))
            return "a tool's name must be 1 to 64 letters, digits, '_' or '-'.";
        if (call.Tools.Select(tool => tool.Name).Distinct(StringComparer.Ordinal).Count() != call.Tools.Count)
            return "two tools of the call have the same name.";
        if (call.Turns.Count > 0 && call.Turns[^1].Role == TurnRole.Assistant)
            return "the last turn is the assistant's: it has to be a user's or the tools'.";

        IReadOnlyList<ToolRequest> open = [];
        foreach (var turn in call.Turns)
        {
            if (!IsWhole(turn))
                return $"a turn of role {turn.Role} holds what it may not, or nothing.";
            var answered = turn.ToolReplies.Select(reply => reply.RequestId).Order(StringComparer.Ordinal);
            if (!open.Select(request => request.Id).Order(StringComparer.Ordinal).SequenceEqual(answered, StringComparer.Ordinal))
                return "each tool the assistant asks for needs one reply, in the turn of tools right after it.";
            open = turn.ToolRequests;
        }

        return null;
    }

    public static long Characters(ModelCall call) => call.SystemText.Length + (long)call.UserText.Length
        + call.Turns.Sum(turn => turn.Text.Length + turn.ToolRequests.Sum(request => (long)request.ArgumentsJson.Length)
            + turn.ToolReplies.Sum(reply => (long)reply.Text.Length))
        + call.Tools.Sum(tool => tool.Description.Length + (long)tool.ParametersJson.Length);

    public static List<ChatMessage> Messages(ModelCall call)
    {
        var messages = new List<ChatMessage>();
        if (call.SystemText.Length > 0)
            messages.Add(new ChatMessage(ChatRole.System, call.SystemText));
        if (!string.IsNullOrWhiteSpace(call.UserText))
            messages.Add(new ChatMessage(ChatRole.User, call.UserText));
        messages.AddRange(call.Turns.Select(Message));
        return messages;
    }

    /// <summary>Null when the parameters of one are not a JSON object.</summary>
    public static List<AITool>? ReadTools(IReadOnlyList<ModelTool> tools)
    {
        try
        {
            var read = tools.Select(tool => (tool.Name, tool.Description, Schema: JsonElement.Parse(tool.ParametersJson))).ToList();
            return read.Any(tool => tool.Schema.ValueKind != JsonValueKind.Object)
                ? null
                : [.. read.Select(tool => AIFunctionFactory.CreateDeclaration(tool.Name, tool.Description, tool.Schema))];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsWhole(ModelTurn turn) => turn.Role switch
    {
        TurnRole.User => turn.Text.Length > 0 && turn.ToolRequests.Count == 0 && turn.ToolReplies.Count == 0,
        TurnRole.Assistant => (turn.Text.Length > 0 || turn.ToolRequests.Count > 0) && turn.ToolReplies.Count == 0
            && turn.ToolRequests.All(request => ToolArguments.Read(request.ArgumentsJson) is not null),
        TurnRole.Tool => turn.Text.Length == 0 && turn.ToolRequests.Count == 0 && turn.ToolReplies.Count > 0,
        _ => false,
    };

    private static ChatMessage Message(ModelTurn turn) => turn.Role switch
    {
        TurnRole.User => new ChatMessage(ChatRole.User, turn.Text),
        TurnRole.Assistant => new ChatMessage(ChatRole.Assistant,
            [
                .. turn.Text.Length > 0 ? [new TextContent(turn.Text)] : Array.Empty<AIContent>(),
                .. turn.ToolRequests.Select(request =>
                    new FunctionCallContent(request.Id, request.Name, ToolArguments.Read(request.ArgumentsJson))),
            ]),
        _ => new ChatMessage(ChatRole.Tool, [.. turn.ToolReplies.Select(Result)]),
    };

    private static AIContent Result(ToolReply reply) => new FunctionResultContent(reply.RequestId, reply.Text)
    {
        Exception = reply.Failed ? new InvalidOperationException("The tool failed.") : null,
    };
}
