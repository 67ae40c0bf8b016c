using Microsoft.Extensions.Logging;

namespace GpuHost.Intake;

/// <summary>
/// As many loops as batches may be on their way; each takes a message, serves it, and takes the next. One at a time waits at the queue, so that an empty
/// queue is asked once in a while and not once by each.
/// </summary>
internal sealed partial class IntakePumps(
    IntakeQueues queues, BatchHandler handler, FileHostOptions options, TimeProvider clock, ILogger<IntakePumps> log) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);       // storage is out of reach: not asked more often

    private readonly SemaphoreSlim turn = new(1);
    private readonly QueuePolling polling = new(TimeSpan.FromSeconds(options.PollSecondsMax));

    /// <summary>Why nothing can be received at the moment; null when it can.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Runs until told to stop, and then to the end of what is on its way.</summary>
    /// <param name="accepting">Cancelled: nothing new is taken.</param>
    /// <param name="stopping">Cancelled: what is on its way is given back.</param>
    public Task RunAsync(CancellationToken accepting, CancellationToken stopping) =>
        Task.WhenAll(Enumerable.Range(0, options.InFlight).Select(_ => PumpAsync(accepting, stopping)));

    public void Dispose() => turn.Dispose();

    private async Task PumpAsync(CancellationToken accepting, CancellationToken stopping)
    {
        await Task.Yield();
        while (await NextAsync(accepting) is { } message)
            await handler.HandleAsync(queues, message, stopping);
    }

    /// <summary>The next message; null when nothing new is to be taken.</summary>
    private async Task<StorageMessage?> NextAsync(CancellationToken accepting)
    {
        try
        {
            await turn.WaitAsync(accepting);
        }
        catch (OperationCanceledException)
        {
            return null;
        }

        try
        {
            while (!accepting.IsCancellationRequested)
            {
                if (await ReceiveAsync(accepting) is { } message)
                    return message;
            }

            return null;
        }
        catch (OperationCanceledException) when (accepting.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<StorageMessage?> ReceiveAsync(CancellationToken accepting)
    {
        try
        {
            // Not cancelled: a message that was taken and not handed over would be hidden for nothing.
            var found = await queues.Batches.ReceiveAsync(1, TimeSpan.FromSeconds(options.LeaseSeconds), CancellationToken.None);
            Trouble = null;
            if (found.Count > 0)
            {
                polling.Found();
                return found[0];
            }

            await queues.Batches.WaitAsync(polling, accepting);
        }
        catch (StorageException error)
        {
            if (Trouble is null)
                LogTrouble(log, queues.Batches.Name, error.Message);
            Trouble = error.Message;
            await MendAsync(error, accepting);
        }

        return null;
    }

    private async Task MendAsync(StorageException error, CancellationToken accepting)
    {
        try
        {
            if (error.Problem == StorageProblem.NotFound)
                await queues.Batches.CreateAsync(accepting);
        }
        catch (StorageException)
        {
            // The next look says the same.
        }

        await Task.Delay(Pause, clock, accepting);
    }

    [LoggerMessage(7400, LogLevel.Error, "No messages can be taken from {Queue}: {Reason}")]
    private static partial void LogTrouble(ILogger logger, string queue, string reason);
}
