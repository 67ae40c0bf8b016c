using GpuHost.Health;
using GpuHost.Publishing;

namespace GpuHost.Caching;

/// <summary>What is known of contents that were seen before: memory first, then disk. It forgets, it never errs.</summary>
internal sealed class ResultCache(long memoryBytesMax, DiskTier? disk, FileHostMetrics metrics) : IDisposable
{
    private readonly MemoryTier memory = new(memoryBytesMax);

    public long MemoryBytes => memory.Bytes;

    public long DiskBytes => disk?.Bytes ?? 0;

    public KnownFacts? Find(CacheKey key)
    {
        if (memory.Find(key) is { } known)
        {
            metrics.CountCache(CacheTier.Memory);
            return known;
        }

        if (disk?.Find(key) is { } kept)
        {
            metrics.CountCache(CacheTier.Disk);
            memory.Add(key, kept);
            return kept;
        }

        metrics.CountCache(CacheTier.None);
        return null;
    }

    public void Add(CacheKey key, KnownFacts facts)
    {
        memory.Add(key, facts);
        disk?.Add(key, facts);
    }

    public void Dispose() => disk?.Dispose();
}
