namespace Workflows.Storage;

/// <summary>A queue message.</summary>
/// <param name="Id">Names it in its queue.</param>
/// <param name="Body">What the queue holds, as it was sent; <see cref="QueueBody"/> undoes Base64.</param>
public sealed record StorageMessage(string Id, ReadOnlyMemory<byte> Body)
{
    /// <summary>How often it was received, this time included; 0 for a message that was only sent.</summary>
    public long DequeueCount { get; init; }

    /// <summary>When it was sent.</summary>
    public DateTimeOffset InsertedAt { get; init; }

    /// <summary>When it vanishes unless it is deleted before; <see cref="DateTimeOffset.MaxValue"/> for one that never does.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it is visible again; null for a message that was only looked at.</summary>
    public DateTimeOffset? NextVisibleAt { get; init; }

    /// <summary>What its holder must show to renew or delete it; null for a message that was only looked at.</summary>
    public string? PopReceipt { get; init; }
}
