using GpuHost.Publishing;

namespace GpuHost.Caching;

/// <summary>What was asked for last, up to a number of bytes; what was not asked for the longest goes first.</summary>
internal sealed class MemoryTier(long bytesMax)
{
    private const int EntryOverhead = 160;      // node, dictionary slot, object headers

    private readonly Lock gate = new();
    private readonly Dictionary<UInt128, LinkedListNode<Entry>> entries = [];
    private readonly LinkedList<Entry> order = [];
    private long bytes;

    public long Bytes => Volatile.Read(ref bytes);

    public KnownFacts? Find(CacheKey key)
    {
        lock (gate)
        {
            if (!entries.TryGetValue(key.Value, out var node))
                return null;
            order.Remove(node);
            order.AddFirst(node);
            return node.Value.Facts;
        }
    }

    public void Add(CacheKey key, KnownFacts facts)
    {
        var size = facts.Fragment.Length + EntryOverhead;
        if (size > bytesMax)
            return;
        lock (gate)
        {
            if (entries.ContainsKey(key.Value))
                return;
            entries.Add(key.Value, order.AddFirst(new Entry(key.Value, facts)));
            bytes += size;
            while (bytes > bytesMax)
            {
                var oldest = order.Last!.Value;
                order.RemoveLast();
                entries.Remove(oldest.Key);
                bytes -= oldest.Facts.Fragment.Length + EntryOverhead;
            }
        }
    }

    private sealed record Entry(UInt128 Key, KnownFacts Facts);
}
