using System.Collections.Concurrent;

namespace GpuHost.Batching;

/// <summary>The arenas of all batches on their way: a fixed number, made when first needed. Whoever finds none waits.</summary>
internal sealed class ArenaPool(int count, int bytes) : IDisposable
{
    private readonly ConcurrentBag<BatchArena> idle = [];
    private readonly SemaphoreSlim free = new(count);

    public async Task<BatchArena> RentAsync(CancellationToken cancellationToken)
    {
        await free.WaitAsync(cancellationToken);
        return idle.TryTake(out var arena) ? arena : new BatchArena(bytes);
    }

    public void Return(BatchArena arena)
    {
        arena.Clear();
        idle.Add(arena);
        free.Release();
    }

    public void Dispose() => free.Dispose();
}
