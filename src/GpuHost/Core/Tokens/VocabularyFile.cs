using System.IO.Compression;

namespace GpuHost.Core.Tokens;

/// <summary>Reads cl100k.gz: for each token in order of rank its length in one byte and its bytes.</summary>
internal static class VocabularyFile
{
    private const int TokenBytesMax = byte.MaxValue;

    /// <summary>Takes a token.</summary>
    /// <param name="token">Its bytes, with <see cref="Vocabulary.KeyBytesMax"/> + 1 zeros or more behind them; they are there until the next one comes.</param>
    /// <param name="length">How many are its own.</param>
    /// <param name="rank">Its rank, counted from 0.</param>
    internal delegate void Taker(Span<byte> token, int length, int rank);

    /// <summary>Shows all tokens, one after another.</summary>
    /// <param name="take">Takes each.</param>
    /// <returns>How many there are.</returns>
    public static int Read(Taker take)
    {
        using var stream = typeof(VocabularyFile).Assembly.GetManifestResourceStream(typeof(VocabularyFile), "cl100k.gz")
            ?? throw new InvalidOperationException("The assembly does not contain cl100k.gz.");
        using var unzipped = new BufferedStream(new GZipStream(stream, CompressionMode.Decompress), 64 * 1024);
        Span<byte> token = stackalloc byte[TokenBytesMax + Vocabulary.KeyBytesMax + 1];
        var rank = 0;
        for (var length = unzipped.ReadByte(); length > 0; length = unzipped.ReadByte())
        {
            token.Clear();
            unzipped.ReadExactly(token[..length]);
            take(token, length, rank++);
        }

        return rank;
    }

    /// <summary>The byte sequences of cl100k_base; a token's rank is its place.</summary>
    public static IReadOnlyList<byte[]> ReadAll()
    {
        var tokens = new List<byte[]>(100_256);
        Read((token, length, _) => tokens.Add(token[..length].ToArray()));
        return tokens;
    }
}
