using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using GpuHost.Core.Tokens;

namespace GpuHost.Tests.Core;

/// <summary>cl100k_base as its authors describe it: the expression splits, then the pair of the lowest rank is merged until there is none.</summary>
internal static class ReferenceTokens
{
    private static readonly Regex Pieces = new(
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
        RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(20));

    private static readonly Dictionary<string, int> Ranks = Read();

    public static int Count(string text) => Pieces.Matches(text).Sum(piece => CountPiece(Encoding.UTF8.GetBytes(piece.Value)));

    private static int CountPiece(byte[] bytes)
    {
        var parts = bytes.Select(value => ((char)value).ToString()).ToList();
        while (true)
        {
            var (best, at) = (int.MaxValue, -1);
            for (var index = 0; index + 1 < parts.Count; index++)
            {
                if (Ranks.TryGetValue(parts[index] + parts[index + 1], out var rank) && rank < best)
                    (best, at) = (rank, index);
            }

            if (at < 0)
                return parts.Count;
            parts[at] += parts[at + 1];
            parts.RemoveAt(at + 1);
        }
    }

    private static Dictionary<string, int> Read()
    {
        using var stream = typeof(TokenCounter).Assembly.GetManifestResourceStream("GpuHost.Core.Tokens.cl100k.gz")!;
        using var unzipped = new GZipStream(stream, CompressionMode.Decompress);
        var ranks = new Dictionary<string, int>(StringComparer.Ordinal);
        var token = new byte[255];
        for (var length = unzipped.ReadByte(); length > 0; length = unzipped.ReadByte())
        {
            unzipped.ReadExactly(token, 0, length);
            ranks.Add(Encoding.Latin1.GetString(token, 0, length), ranks.Count);
        }

        return ranks;
    }
}
