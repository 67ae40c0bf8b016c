using Workflows.Contracts.Streams;

namespace Workflows.Cli.Hubs;

/// <summary>Where a run's stream is read.</summary>
internal abstract class StreamSource : IDisposable
{
    /// <param name="after">Only entries with a greater number.</param>
    /// <param name="follow">Whether to wait for more until the run has ended.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="CliException">There is no such run.</exception>
    public abstract IAsyncEnumerable<StreamEntry> ReadAsync(long after, bool follow, CancellationToken cancellationToken);

    public abstract void Dispose();
}
