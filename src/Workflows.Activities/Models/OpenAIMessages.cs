using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatFinishReason = Microsoft.Extensions.AI.ChatFinishReason;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using ChatResponseFormat = OpenAI.Chat.ChatResponseFormat;

namespace Workflows.Activities.Models;

/// <summary>Translates messages, options and answers between Microsoft.Extensions.AI and the OpenAI package.</summary>
internal static class OpenAIMessages
{
    public const string RefusalCode = "Refusal";

    public static List<OpenAI.Chat.ChatMessage> ToOpenAI(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var sent = new List<OpenAI.Chat.ChatMessage>();
        if (!string.IsNullOrEmpty(options?.Instructions))
            sent.Add(new SystemChatMessage(options.Instructions));
        foreach (var message in messages)
            Add(sent, message);
        return sent;
    }

    public static ChatCompletionOptions ToOpenAI(ChatOptions? options, OutputLimitName limitName)
    {
        var sent = new ChatCompletionOptions();
        if (options is null)
            return sent;
        sent.Temperature = options.Temperature;
        sent.TopP = options.TopP;
        sent.ResponseFormat = ToOpenAI(options.ResponseFormat);
        foreach (var tool in options.Tools ?? [])
            sent.Tools.Add(OpenAITools.ToOpenAI(tool));
        foreach (var stop in options.StopSequences ?? [])
            sent.StopSequences.Add(stop);
        if (options.MaxOutputTokens is { } limit)
            SetLimit(sent, limit, limitName);
        return sent;
    }

    public static ChatResponse FromOpenAI(ChatCompletion completion)
    {
        var contents = Contents(completion.Content, completion.Refusal);
        contents.AddRange(completion.ToolCalls.Select(OpenAITools.FromOpenAI));
        var message = new ChatMessage(ChatRole.Assistant, contents);
        return new ChatResponse(message)
        {
            ResponseId = completion.Id,
            ModelId = completion.Model,
            CreatedAt = completion.CreatedAt,
            FinishReason = completion.Refusal is null ? FromOpenAI(completion.FinishReason) : ChatFinishReason.ContentFilter,
            Usage = FromOpenAI(completion.Usage),
            RawRepresentation = completion,
        };
    }

    public static ChatResponseUpdate FromOpenAI(StreamingChatCompletionUpdate update)
    {
        var contents = Contents(update.ContentUpdate, update.RefusalUpdate);
        if (FromOpenAI(update.Usage) is { } usage)
            contents.Add(new UsageContent(usage));
        return new ChatResponseUpdate(ChatRole.Assistant, contents)
        {
            ResponseId = update.CompletionId,
            MessageId = update.CompletionId,
            ModelId = update.Model,
            CreatedAt = update.CreatedAt,
            FinishReason = update.FinishReason is { } reason ? FromOpenAI(reason) : null,
            RawRepresentation = update,
        };
    }

    private static void Add(List<OpenAI.Chat.ChatMessage> sent, ChatMessage message)
    {
        if (message.Contents.Any(content => content is not (TextContent or FunctionCallContent or FunctionResultContent)))
            throw new NotSupportedException("This client carries text and tools only.");
        switch (message.Role.Value)
        {
            case "system":
                sent.Add(new SystemChatMessage(message.Text));
                break;
            case "user":
                sent.Add(new UserChatMessage(message.Text));
                break;
            case "assistant":
                sent.Add(OpenAITools.Assistant(message));
                break;
            case "tool":
                sent.AddRange(message.Contents.OfType<FunctionResultContent>()
                    .Select(result => new ToolChatMessage(result.CallId, result.Result?.ToString() ?? "")));
                break;
            default:
                throw new NotSupportedException($"This client carries no messages of the role '{message.Role}'.");
        }
    }

    private static ChatResponseFormat? ToOpenAI(Microsoft.Extensions.AI.ChatResponseFormat? format) => format switch
    {
        ChatResponseFormatJson { Schema: { } schema } json => ChatResponseFormat.CreateJsonSchemaFormat(
            json.SchemaName ?? "answer", BinaryData.FromString(schema.GetRawText()), json.SchemaDescription, StrictSchema.Fits(schema)),
        ChatResponseFormatJson => ChatResponseFormat.CreateJsonObjectFormat(),
        _ => null,
    };

    private static void SetLimit(ChatCompletionOptions options, int limit, OutputLimitName name)
    {
        if (name == OutputLimitName.MaxTokens)
#pragma warning disable SCME0001 // marked experimental; the package has no other way to the older name, and its version is pinned
            options.Patch.Set("$.max_tokens"u8, limit);
#pragma warning restore SCME0001
        else
            options.MaxOutputTokenCount = limit;
    }

    private static List<AIContent> Contents(ChatMessageContent? parts, string? refusal)
    {
        var contents = new List<AIContent>();
        foreach (var part in parts ?? [])
        {
            if (part.Text is { Length: > 0 } text)
                contents.Add(new TextContent(text));
        }

        if (!string.IsNullOrEmpty(refusal))
            contents.Add(new ErrorContent(refusal) { ErrorCode = RefusalCode });
        return contents;
    }

    private static UsageDetails? FromOpenAI(ChatTokenUsage? usage) => usage is null ? null : new UsageDetails
    {
        InputTokenCount = usage.InputTokenCount,
        OutputTokenCount = usage.OutputTokenCount,
        TotalTokenCount = usage.TotalTokenCount,
        CachedInputTokenCount = usage.InputTokenDetails?.CachedTokenCount,
        ReasoningTokenCount = usage.OutputTokenDetails?.ReasoningTokenCount,
    };

    private static ChatFinishReason FromOpenAI(OpenAI.Chat.ChatFinishReason reason) => reason switch
    {
        OpenAI.Chat.ChatFinishReason.Length => ChatFinishReason.Length,
        OpenAI.Chat.ChatFinishReason.ContentFilter => ChatFinishReason.ContentFilter,
        OpenAI.Chat.ChatFinishReason.ToolCalls or OpenAI.Chat.ChatFinishReason.FunctionCall => ChatFinishReason.ToolCalls,
        _ => ChatFinishReason.Stop,
    };
}
