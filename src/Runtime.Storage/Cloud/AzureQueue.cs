using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace Workflows.Storage.Cloud;

/// <summary>A queue of Azure Storage.</summary>
internal sealed class AzureQueue(QueueClient client, TimeProvider clock) : IStorageQueue
{
    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);        // the service's word for it

    public string Name => client.Name;

    private string What => $"queue '{client.Name}'";

    public Task<bool> CreateAsync(CancellationToken cancellationToken = default) =>
        AzureErrors.CreateAsync(
            What, clock, async () => await client.CreateIfNotExistsAsync(cancellationToken: cancellationToken) is not null, cancellationToken);

    public Task<bool> ExistsAsync(CancellationToken cancellationToken = default) =>
        AzureErrors.GuardAsync(What, async () => (await client.ExistsAsync(cancellationToken)).Value);

    public Task<bool> DeleteQueueAsync(CancellationToken cancellationToken = default) =>
        AzureErrors.GuardAsync(What, async () => (await client.DeleteIfExistsAsync(cancellationToken)).Value);

    public async Task<StorageMessage> SendAsync(ReadOnlyMemory<byte> body, SendOptions? options = null, CancellationToken cancellationToken = default)
    {
        QueueBody.Check(body.Span);
        var (delay, life) = QueueRules.Check(options);
        var sent = await AzureErrors.GuardAsync(What, async () =>
            (await client.SendMessageAsync(new BinaryData(body), delay, life ?? Forever, cancellationToken)).Value);
        return new StorageMessage(sent.MessageId, body)
        {
            InsertedAt = sent.InsertionTime,
            ExpiresAt = sent.ExpirationTime,
            NextVisibleAt = sent.TimeNextVisible,
            PopReceipt = sent.PopReceipt,
        };
    }

    public async Task<IReadOnlyList<StorageMessage>> ReceiveAsync(int max, TimeSpan visibility, CancellationToken cancellationToken = default)
    {
        QueueRules.CheckReceive(max, visibility);
        var messages = await AzureErrors.GuardAsync(What, async () => (await client.ReceiveMessagesAsync(max, visibility, cancellationToken)).Value);
        return [.. messages.Select(Read)];
    }

    public async Task<MessageLease> RenewAsync(
        string id, string popReceipt, TimeSpan visibility, ReadOnlyMemory<byte>? body = null, CancellationToken cancellationToken = default)
    {
        QueueRules.CheckRenew(visibility, body);
        var content = body is { } bytes ? new BinaryData(bytes) : null;
        var renewed = await AzureErrors.GuardAsync(Message(id), async () =>
            (await client.UpdateMessageAsync(id, popReceipt, content, visibility, cancellationToken)).Value);
        return new MessageLease(renewed.PopReceipt, renewed.NextVisibleOn);
    }

    public Task DeleteAsync(string id, string popReceipt, CancellationToken cancellationToken = default) =>
        AzureErrors.GuardAsync(Message(id), () => client.DeleteMessageAsync(id, popReceipt, cancellationToken));

    public async Task<IReadOnlyList<StorageMessage>> PeekAsync(int max, CancellationToken cancellationToken = default)
    {
        QueueRules.CheckCount(max);
        var messages = await AzureErrors.GuardAsync(What, async () => (await client.PeekMessagesAsync(max, cancellationToken)).Value);
        return [.. messages.Select(Read)];
    }

    public async Task<QueueCount> CountAsync(CancellationToken cancellationToken = default)
    {
        var properties = await AzureErrors.GuardAsync(What, async () => (await client.GetPropertiesAsync(cancellationToken)).Value);
        return new QueueCount(properties.ApproximateMessagesCount, IsExact: false);
    }

    public Task ClearAsync(CancellationToken cancellationToken = default) =>
        AzureErrors.GuardAsync(What, () => client.ClearMessagesAsync(cancellationToken));

    public Task WaitAsync(QueuePolling polling, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(polling);
        return Task.Delay(polling.Next(), clock, cancellationToken);
    }

    private static StorageMessage Read(QueueMessage message) => new(message.MessageId, message.Body.ToMemory())
    {
        DequeueCount = message.DequeueCount,
        InsertedAt = message.InsertedOn ?? default,
        ExpiresAt = message.ExpiresOn ?? DateTimeOffset.MaxValue,
        NextVisibleAt = message.NextVisibleOn,
        PopReceipt = message.PopReceipt,
    };

    private static StorageMessage Read(PeekedMessage message) => new(message.MessageId, message.Body.ToMemory())
    {
        DequeueCount = message.DequeueCount,
        InsertedAt = message.InsertedOn ?? default,
        ExpiresAt = message.ExpiresOn ?? DateTimeOffset.MaxValue,
    };

    private string Message(string id) => $"message {id} of queue '{client.Name}'";
}
