namespace GpuHost.Core.Folders;

/// <summary>
/// What a scan's threads have to do. Large files go before shares, the largest first, so that no thread is left with one at the end while others
/// have nothing to do.
/// </summary>
internal sealed class ScanQueue
{
    private readonly object gate = new();       // a Lock cannot be waited on
    private readonly Queue<ScanShare> shares = [];
    private readonly PriorityQueue<(ScanShare Share, int File), long> largeFiles = new();
    private int sharesInWork;
    private bool isComplete;
    private bool isStopped;

    /// <summary>Adds a share.</summary>
    public void Add(ScanShare share)
    {
        lock (gate)
        {
            shares.Enqueue(share);
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Says that a taken share is done, but for large files of it.</summary>
    /// <param name="share">The share.</param>
    /// <param name="large">Its large files with their sizes.</param>
    public void Finish(ScanShare share, IReadOnlyList<(int File, long Size)> large)
    {
        lock (gate)
        {
            foreach (var (file, size) in large)
                largeFiles.Enqueue((share, file), -size);
            sharesInWork--;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Says that no share will be added.</summary>
    public void Complete()
    {
        lock (gate)
        {
            isComplete = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Ends all waiting: nothing will be taken any more.</summary>
    public void Stop()
    {
        lock (gate)
        {
            isStopped = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Waits for work.</summary>
    /// <param name="file">Which file of the share; null for the share.</param>
    /// <returns>Null when there is no more.</returns>
    public ScanShare? Take(out int? file)
    {
        lock (gate)
        {
            while (!isStopped)
            {
                file = null;
                if (largeFiles.TryDequeue(out var large, out _))
                {
                    file = large.File;
                    return large.Share;
                }

                if (shares.TryDequeue(out var share))
                {
                    sharesInWork++;
                    return share;
                }

                if (isComplete && sharesInWork == 0)
                    break;
                Monitor.Wait(gate);
            }

            file = null;
            return null;
        }
    }
}
