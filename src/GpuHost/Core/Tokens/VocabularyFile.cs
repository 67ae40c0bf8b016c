using System.IO.Compression;

namespace GpuHost.Core.Tokens;

/// <summary>Reads cl100k.gz: for each token in order of rank its length in one byte and its bytes.</summary>
internal static class VocabularyFile
{
    /// <summary>The byte sequences of cl100k_base; a token's rank is its place.</summary>
    public static IReadOnlyList<byte[]> Read()
    {
        using var stream = typeof(VocabularyFile).Assembly.GetManifestResourceStream(typeof(VocabularyFile), "cl100k.gz")
            ?? throw new InvalidOperationException("The assembly does not contain cl100k.gz.");
        using var unzipped = new BufferedStream(new GZipStream(stream, CompressionMode.Decompress), 64 * 1024);
        var tokens = new List<byte[]>(100_256);
        for (var length = unzipped.ReadByte(); length > 0; length = unzipped.ReadByte())
        {
            var token = new byte[length];
            unzipped.ReadExactly(token);
            tokens.Add(token);
        }

        return tokens;
    }
}
