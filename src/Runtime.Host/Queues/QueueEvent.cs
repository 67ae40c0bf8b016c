using Azure.Storage.Queues.Models;
using Runtime.Host.Triggers;
using Workflows.Storage;

namespace Runtime.Host.Queues;

/// <summary>A message came in.</summary>
internal sealed class QueueEvent : TriggerEvent
{
    /// <summary>What every message tells beside its content.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["QueueTrigger", "DequeueCount", "Id", "InsertionTime", "ExpirationTime", "NextVisibleTime", "PopReceipt"];

    private readonly StorageMessage message;
    private readonly ReadOnlyMemory<byte> content;
    private readonly string queue;
    private Dictionary<string, object?>? data;

    /// <param name="queue">The queue's name.</param>
    /// <param name="message">The message.</param>
    /// <param name="content">Its content, decoded.</param>
    public QueueEvent(string queue, StorageMessage message, ReadOnlyMemory<byte> content)
    {
        this.queue = queue;
        this.message = message;
        this.content = content;
    }

    public override string Reason => $"message {message.Id} of queue {queue}, dequeued {message.DequeueCount} times";

    public override IReadOnlyDictionary<string, object?> Data => data ??= Collect();

    public override ValueTask<object?> ReadAsync(Type type, IServiceProvider services, CancellationToken cancellationToken) =>
        type == typeof(QueueMessage)
            ? ValueTask.FromResult<object?>(AsQueueMessage())
            : ContentReader.ReadAsync(content, type, services, cancellationToken);

    private QueueMessage AsQueueMessage() => QueuesModelFactory.QueueMessage(
        message.Id, message.PopReceipt ?? "", BinaryData.FromBytes(content), message.DequeueCount, message.NextVisibleAt, message.InsertedAt, message.ExpiresAt);

    // The message's own members last: a member is what its sender meant, and as with Azure it is stronger than what the queue says of the message.
    private Dictionary<string, object?> Collect()
    {
        var collected = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        collected["QueueTrigger"] = System.Text.Encoding.UTF8.GetString(content.Span);
        collected["DequeueCount"] = message.DequeueCount;
        collected["Id"] = message.Id;
        collected["InsertionTime"] = message.InsertedAt;
        collected["ExpirationTime"] = message.ExpiresAt;
        collected["NextVisibleTime"] = message.NextVisibleAt;
        collected["PopReceipt"] = message.PopReceipt;
        foreach (var (name, value) in ContentReader.Members(content))
            collected[name] = value;
        return collected;
    }
}
