using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Workflows.Activities.Models;

/// <summary>Translates tools and tool calls between Microsoft.Extensions.AI and the OpenAI package.</summary>
internal static class OpenAITools
{
    public static ChatTool ToOpenAI(AITool tool) => tool is AIFunctionDeclaration function
        ? ChatTool.CreateFunctionTool(function.Name, function.Description, BinaryData.FromString(function.JsonSchema.GetRawText()))
        : throw new NotSupportedException("This client carries tools that are functions only.");

    public static AssistantChatMessage Assistant(ChatMessage message)
    {
        var calls = message.Contents.OfType<FunctionCallContent>().Select(call => ChatToolCall.CreateFunctionToolCall(
            call.CallId, call.Name, BinaryData.FromString(ToolArguments.Write(call.Arguments)))).ToList();
        if (calls.Count == 0)
            return new AssistantChatMessage(message.Text);
        var sent = new AssistantChatMessage(calls);
        if (message.Text.Length > 0)
            sent.Content.Add(ChatMessageContentPart.CreateTextPart(message.Text));
        return sent;
    }

    public static AIContent FromOpenAI(ChatToolCall call) =>
        FromOpenAI(call.Id, call.FunctionName, call.FunctionArguments?.ToString() ?? "");

    public static FunctionCallContent FromOpenAI(string id, string name, string json)
    {
        var arguments = ToolArguments.Read(json);
        return new FunctionCallContent(id, name, arguments)
        {
            Exception = arguments is null ? new FormatException("The arguments are not a JSON object.") : null,
        };
    }
}
