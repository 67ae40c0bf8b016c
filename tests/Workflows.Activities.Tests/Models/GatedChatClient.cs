using Microsoft.Extensions.AI;
using Workflows.Activities.Models;

namespace Workflows.Activities.Tests.Models;

/// <summary>A model in the built-in one's place that answers nobody until its gate opens, and counts who is inside.</summary>
internal sealed class GatedChatClient : IChatClient, IModelClientFactory
{
    private readonly TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock counting = new();

    public int InFlight { get; private set; }

    public int InFlightMost { get; private set; }

    public int Calls { get; private set; }

    public void Open() => gate.SetResult();

    public bool Serves(ModelProvider provider) => provider == ModelProvider.Extractive;

    public IChatClient Create(NamedModel model) => this;

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Count(1);
        await gate.Task;
        await Task.Yield();
        Count(-1);
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, "ok"));
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    private void Count(int change)
    {
        lock (counting)
        {
            InFlight += change;
            InFlightMost = Math.Max(InFlightMost, InFlight);
            Calls += change > 0 ? 1 : 0;
        }
    }
}
