namespace Workflows.Storage;

/// <summary>
/// A queue that gives each message at least once: a received message is hidden for a while and appears again unless it is deleted in time.
/// Every call but <see cref="CreateAsync"/>, <see cref="ExistsAsync"/> and <see cref="DeleteQueueAsync"/> throws
/// <see cref="StorageException"/> with <see cref="StorageProblem.NotFound"/> when the queue does not exist.
/// </summary>
public interface IStorageQueue
{
    /// <summary>The queue's name.</summary>
    string Name { get; }

    /// <summary>Makes the queue.</summary>
    /// <returns>False when it is there already.</returns>
    Task<bool> CreateAsync(CancellationToken cancellationToken = default);

    /// <summary>Whether the queue is there.</summary>
    Task<bool> ExistsAsync(CancellationToken cancellationToken = default);

    /// <summary>Removes the queue with all its messages.</summary>
    /// <returns>False when there is none.</returns>
    Task<bool> DeleteQueueAsync(CancellationToken cancellationToken = default);

    /// <summary>Adds a message. It is on disk when the call returns.</summary>
    /// <param name="body">At most 64 KiB of UTF-8 text as XML may hold it; other bytes go through <see cref="QueueBody"/>.</param>
    /// <param name="options">Delay and time to live; null: visible at once, for seven days.</param>
    /// <param name="cancellationToken">Ends the wait; the message may have been added all the same.</param>
    /// <returns>The message, with the receipt by which its sender may still change or delete it.</returns>
    /// <exception cref="ArgumentException">The body is too long or is no such text, or an option is out of range.</exception>
    Task<StorageMessage> SendAsync(ReadOnlyMemory<byte> body, SendOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Takes the messages that are visible, about the oldest first, and hides them. Each has one more dequeue and a new pop
    /// receipt.</summary>
    /// <param name="max">1 to 32.</param>
    /// <param name="visibility">For how long they are hidden: 1 second to 7 days.</param>
    /// <param name="cancellationToken">Ends the wait; messages may have been hidden all the same.</param>
    /// <returns>None when none is visible.</returns>
    Task<IReadOnlyList<StorageMessage>> ReceiveAsync(int max, TimeSpan visibility, CancellationToken cancellationToken = default);

    /// <summary>Hides a received message for another while, counted from now; zero makes it visible at once.</summary>
    /// <param name="id">The message.</param>
    /// <param name="popReceipt">Its latest receipt; it is void after the call.</param>
    /// <param name="visibility">Zero to 7 days.</param>
    /// <param name="body">A new body; null leaves the old one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StorageException"><see cref="StorageProblem.ReceiptLost"/>: the message belongs to somebody else by now;
    /// <see cref="StorageProblem.NotFound"/>: it is gone.</exception>
    Task<MessageLease> RenewAsync(
        string id, string popReceipt, TimeSpan visibility, ReadOnlyMemory<byte>? body = null, CancellationToken cancellationToken = default);

    /// <summary>Removes a message for good.</summary>
    /// <param name="id">The message.</param>
    /// <param name="popReceipt">Its latest receipt.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StorageException">As for <see cref="RenewAsync"/>.</exception>
    Task DeleteAsync(string id, string popReceipt, CancellationToken cancellationToken = default);

    /// <summary>The messages that are visible, without taking them; they have no pop receipt.</summary>
    /// <param name="max">1 to 32.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<StorageMessage>> PeekAsync(int max, CancellationToken cancellationToken = default);

    /// <summary>How many messages there are, hidden ones included.</summary>
    Task<QueueCount> CountAsync(CancellationToken cancellationToken = default);

    /// <summary>Removes all messages.</summary>
    Task ClearAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Waits until a message may be visible: call it after a receive that came back empty. The embedded queue wakes its waiters when a
    /// message is sent or becomes visible (and at once when one is already); Azure is asked again after <see cref="QueuePolling.Next"/>.
    /// It may return although nothing is there. A queue that
    /// does not exist yet is waited for in the same way.
    /// </summary>
    /// <param name="polling">The caller's own back-off, one for each loop that receives.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task WaitAsync(QueuePolling polling, CancellationToken cancellationToken = default);
}
