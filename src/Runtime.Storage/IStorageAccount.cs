namespace Workflows.Storage;

/// <summary>Queues and blob containers of one account. It is safe for any number of threads.</summary>
public interface IStorageAccount
{
    /// <summary>What the account is, for messages and logs: the embedded store's folder or the account's address. Without
    /// secrets.</summary>
    string Description { get; }

    /// <summary>
    /// Whether the store tells of what is new at once (embedded), so that <see cref="IStorageQueue.WaitAsync"/> and
    /// <see cref="IBlobContainer.WaitForChangeAsync"/> never poll.
    /// </summary>
    bool WakesAtOnce { get; }

    /// <summary>A queue; it need not exist yet. Nothing is read or written by this call.</summary>
    /// <param name="name">3 to 63 lower-case letters, digits and single hyphens, not at the ends.</param>
    /// <exception cref="ArgumentException">The name is none.</exception>
    IStorageQueue Queue(string name);

    /// <summary>A blob container; it need not exist yet. Nothing is read or written by this call.</summary>
    /// <param name="name">3 to 63 lower-case letters, digits and single hyphens, not at the ends; or <c>$root</c>, <c>$web</c>,
    /// <c>$logs</c>.</param>
    /// <exception cref="ArgumentException">The name is none.</exception>
    IBlobContainer Container(string name);

    /// <summary>The names of the queues, in ordinal order.</summary>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    IAsyncEnumerable<string> ListQueuesAsync(CancellationToken cancellationToken = default);

    /// <summary>The names of the blob containers, in ordinal order.</summary>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    IAsyncEnumerable<string> ListContainersAsync(CancellationToken cancellationToken = default);
}
