using System.Runtime.InteropServices;
using GpuHost.Core.Cuda.Batches;
using GpuHost.Core.Measures;
using GpuHost.Core.Rules;
using GpuHost.Core.Tokens;

namespace GpuHost.Tests.Cuda;

/// <summary>Runs kernels without driver and lane, over one text that is cut in any way.</summary>
/// <param name="driver">Has the kernels.</param>
/// <param name="threads">Threads of a block.</param>
/// <param name="seed">The order they run in.</param>
internal sealed unsafe class KernelRuns(StandinDriver driver, int threads, int seed)
{
    private const int Lead = 64;        // where the text begins

    private static readonly nint Kinds = Copy<byte>(CharKinds.OfScalar);
    private static readonly TokenTables Tables = Vocabulary(VocabularyImage.Shared);

    /// <summary>The measures of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="chunkBytes">The sizes it is cut into, over and over.</param>
    public FileMeasures Measure(byte[] text, params int[] chunkBytes)
    {
        var runs = Math.Max(0, text.Length - Shingles.Bytes + 1);
        var chunks = Cut(text.Length, chunkBytes).Select(cut => new MeasureChunk(
            (uint)(Lead + cut.At), (uint)cut.Bytes, (uint)(Lead + cut.At), (uint)Math.Clamp(runs - cut.At, 0, cut.Bytes), 1)).ToArray();
        var records = new uint[2 * BatchLayout.RecordWords];
        using var memory = new Pinned(Padded(text), chunks, records);
        Run("measure", MeasureDefinition.Arguments(memory[0], memory[1], memory[2]), chunks.Length);
        Assert.All(records[..BatchLayout.RecordWords], word => Assert.Equal(0u, word));     // another file's record
        return MeasureDefinition.Measures(records.AsSpan(BatchLayout.RecordWords), new ContentSketch());
    }

    /// <summary>The tokens of a text, and the pieces left to the processor.</summary>
    public (uint Tokens, LongPiece[] LongPieces) Count(byte[] text, int chunkBytes = BatchLayout.ChunkBytes)
    {
        var chunks = Cut(text.Length, [chunkBytes]).Select(cut => new TextChunk(
            (uint)(Lead + cut.At), (uint)cut.Bytes, Lead, (uint)(Lead + text.Length), 3, 1)).ToArray();
        var starts = new byte[(text.Length / 64) + 8];
        Array.Fill(starts, (byte)0xA5);
        var (tokens, count, pieces) = (new uint[2], new uint[1], new LongPiece[1000]);
        using var memory = new Pinned(Padded(text), chunks, starts, tokens, count, pieces);
        var arguments = new TokenArguments(memory[0], memory[1], memory[2], memory[3], memory[4], memory[5], 1000, Tables);
        Run("find_starts", arguments, chunks.Length);
        Run("count_tokens", arguments, chunks.Length);
        Assert.Equal(0u, tokens[0]);
        return (tokens[1], [.. pieces.Take((int)count[0]).Select(piece => piece with { At = piece.At - Lead })]);
    }

    /// <summary>The places of a text where the filter lets rules through.</summary>
    public List<int> Filter(byte[] text, RuleSet rules)
    {
        var padded = Padded(text);
        var places = new uint[padded.Length / 32];
        using var memory = new Pinned(padded, rules.Prefilter.Tables.Bits.ToArray(), places);
        var words = (Lead + text.Length + 31) / 32;
        var arguments = new FilterArguments(memory[0], memory[1], memory[2], (uint)rules.Prefilter.Tables.Groups, (uint)words);
        Run("filter_places", arguments, (words + threads - 1) / threads);
        return [.. Enumerable.Range(0, text.Length).Where(at => (places[(Lead + at) / 32] & (1u << ((Lead + at) % 32))) != 0)];
    }

    private static IEnumerable<(int At, int Bytes)> Cut(int length, int[] sizes)
    {
        for (var (at, number) = (0, 0); at < length; number++)
        {
            var bytes = Math.Min(sizes[number % sizes.Length], length - at);
            yield return (at, bytes);
            at += bytes;
        }
    }

    private static byte[] Padded(byte[] text)
    {
        var padded = new byte[BatchLayout.Align(Lead + text.Length + 128)];
        text.CopyTo(padded, Lead);
        return padded;
    }

    private static TokenTables Vocabulary(VocabularyImage image) => new()
    {
        Kinds = Kinds,
        Keys = Copy<ulong>(image.Keys),
        Ranks = Copy<uint>(image.Ranks),
        LongSlots = Copy<uint>(image.LongSlots),
        LongTokens = Copy<uint>(image.LongTokens),
        Pool = Copy<byte>(image.Pool),
        Mixer = VocabularyImage.Mixer,
        KindsKnown = (uint)CharKinds.OfScalar.Length,
        SlotBits = (uint)image.SlotBits,
        LongSlotBits = (uint)image.LongSlotBits,
        PieceBytesMax = TokenCounter.PieceBytesMax,
        TokenBytesMax = (uint)image.TokenBytesMax,
    };

    /// <summary>For as long as the process lives.</summary>
    private static nint Copy<T>(ReadOnlySpan<T> table)
        where T : unmanaged
    {
        var memory = NativeMemory.Alloc((nuint)(table.Length * sizeof(T)));
        table.CopyTo(new Span<T>(memory, table.Length));
        return (nint)memory;
    }

    private void Run<T>(string kernel, T arguments, int blocks)
        where T : unmanaged
    {
        if (blocks > 0)
            Assert.Equal(0, driver.Run(kernel, arguments, blocks, threads, seed));
    }

    private sealed class Pinned(params Array[] arrays) : IDisposable
    {
        private readonly GCHandle[] handles = [.. arrays.Select(array => GCHandle.Alloc(array, GCHandleType.Pinned))];

        public nint this[int index] => handles[index].AddrOfPinnedObject();

        public void Dispose()
        {
            foreach (var handle in handles)
                handle.Free();
        }
    }
}
