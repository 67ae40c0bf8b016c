using System.Text.Json;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;

namespace Workflows.Activities.Models;

/// <summary>Sends the temperature, which Anthropic's package has no property for, in the request's body as the protocol has it.</summary>
internal sealed class AnthropicTemperature(IChatClient inner) : DelegatingChatClient(inner)
{
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(messages, WithTemperature(options), cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetStreamingResponseAsync(messages, WithTemperature(options), cancellationToken);

    private static ChatOptions? WithTemperature(ChatOptions? options)
    {
        if (options?.Temperature is not { } temperature)
            return options;
        var sent = options.Clone();
        var body = new Dictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            ["temperature"] = JsonSerializer.SerializeToElement(temperature),
            ["model"] = JsonSerializer.SerializeToElement(options.ModelId),
            ["max_tokens"] = JsonSerializer.SerializeToElement(options.MaxOutputTokens),
            ["messages"] = JsonSerializer.SerializeToElement(Array.Empty<object>()),
        };
        sent.RawRepresentationFactory = _ => MessageCreateParams.FromRawUnchecked(
            new Dictionary<string, JsonElement>(StringComparer.Ordinal), new Dictionary<string, JsonElement>(StringComparer.Ordinal), body);
        return sent;
    }
}
