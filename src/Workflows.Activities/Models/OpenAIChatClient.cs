using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace Workflows.Activities.Models;

/// <summary>
/// <see cref="IChatClient"/> over the OpenAI package's client: text and tools in, text, JSON or tool requests out. Images are not carried.
/// </summary>
internal sealed class OpenAIChatClient(ChatClient client, string modelId, OutputLimitName limitName) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var sent = OpenAIMessages.ToOpenAI(messages, options);
        var result = await client.CompleteChatAsync(sent, OpenAIMessages.ToOpenAI(options, limitName), cancellationToken);
        return OpenAIMessages.FromOpenAI(result.Value);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var sent = OpenAIMessages.ToOpenAI(messages, options);
        var updates = client.CompleteChatStreamingAsync(sent, OpenAIMessages.ToOpenAI(options, limitName), cancellationToken);
        var tools = new OpenAIToolStream();
        await foreach (var update in updates.WithCancellation(cancellationToken))
        {
            tools.Add(update.ToolCallUpdates);
            var told = OpenAIMessages.FromOpenAI(update);
            if (told.FinishReason is not null)
                tools.MoveTo(told.Contents);
            yield return told;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        if (serviceKey is not null)
            return null;
        if (serviceType == typeof(ChatClientMetadata))
            return new ChatClientMetadata("openai", defaultModelId: modelId);
        return serviceType.IsInstanceOfType(this) ? this : serviceType.IsInstanceOfType(client) ? client : null;
    }

    public void Dispose()
    {
        // Connections belong to ModelHttp and are shared.
    }
}
