using System.Collections.Concurrent;
using GpuHost.Caching;
using GpuHost.Core;
using GpuHost.Core.Cuda;
using GpuHost.Health;
using GpuHost.Publishing;
using Workflows.Contracts.Batches;

namespace GpuHost.Batching;

/// <summary>
/// The part of a batch that is work: on the processors, and on a graphics device where there is one. As many batches are worked on at a time as there are
/// workers, each by one thread from its first file to its last, while others come in and go out. A content that the cache knows costs its digest.
/// </summary>
internal sealed class FileEngine : IDisposable
{
    private readonly ConcurrentDictionary<BatchWork, ConcurrentBag<EngineWorker>> idle = new();
    private readonly SemaphoreSlim workers;
    private readonly SharedDevice device;
    private readonly Definition definition;
    private readonly ResultCache cache;
    private readonly FileHostMetrics metrics;

    public FileEngine(int workers, SharedDevice device, Definition definition, ResultCache cache, FileHostMetrics metrics)
    {
        this.workers = new SemaphoreSlim(workers);
        (this.device, this.definition, this.cache, this.metrics) = (device, definition, cache, metrics);
    }

    /// <summary>Works on what lies in an arena, and writes it into the result in its order.</summary>
    public Task RunAsync(BatchWork work, BatchArena arena, IReadOnlyList<BatchFile> files, ResultWriter result, CancellationToken cancellationToken) =>
        OnWorkerAsync(work, worker => worker.Run(arena.Memory, files, result, cancellationToken), cancellationToken);

    /// <summary>Works on a file that comes as a stream.</summary>
    /// <exception cref="InvalidDataException">It has another size than was said, or is damaged.</exception>
    public Task RunStreamAsync(BatchWork work, StreamedFile file, ResultWriter result, CancellationToken cancellationToken) =>
        OnWorkerAsync(work, worker => worker.RunStream(file, result, cancellationToken), cancellationToken);

    public void Dispose()
    {
        foreach (var worker in idle.Values.SelectMany(bag => bag))
            worker.Dispose();
        workers.Dispose();
    }

    private async Task OnWorkerAsync(BatchWork work, Action<EngineWorker> act, CancellationToken cancellationToken)
    {
        await workers.WaitAsync(cancellationToken);
        var bag = idle.GetOrAdd(work, static _ => []);
        EngineWorker? worker = null;
        try
        {
            worker = bag.TryTake(out var known) ? known : Make(work);
            await Task.Run(() => act(worker), cancellationToken);
            bag.Add(worker);
            worker = null;
        }
        finally
        {
            worker?.Dispose();      // it failed in the middle of a file: its state is not known
            workers.Release();
        }
    }

    private EngineWorker Make(BatchWork work)
    {
        var options = device.Options with { CountTokens = work.Tokens, Measure = work.Measures, OpenContainers = work.Containers };
        return new EngineWorker(new MemoryWorker(device.Rules, options, device.For(options)), options.Cuda, cache, definition.Of(work), metrics);
    }
}
