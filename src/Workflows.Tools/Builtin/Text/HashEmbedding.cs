using System.Text;

namespace Workflows.Tools.Builtin.Text;

/// <summary>
/// A text as 512 numbers without a model: each word, and each three letters of it, adds one of plus or minus to a place that its hash names
/// (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009). Words weigh more than pieces; pieces find other forms of a word.
/// </summary>
internal static class HashEmbedding
{
    private const int Dimensions = 512;
    private const float WordWeight = 1f;
    private const float PieceWeight = 0.3f;

    public static float[] Of(string text)
    {
        var vector = new float[Dimensions];
        foreach (var range in Words(text))
        {
            var word = text[range].ToLowerInvariant();
            Add(vector, word, WordWeight);
            var padded = $"^{word}$";
            for (var i = 0; i + 3 <= padded.Length; i++)
                Add(vector, padded.AsSpan(i, 3), PieceWeight);
        }
        return vector;
    }

    /// <summary>Cosine, 0 when either says nothing.</summary>
    public static double Similarity(float[] left, float[] right)
    {
        var (dot, l, r) = (0.0, 0.0, 0.0);
        for (var i = 0; i < Dimensions; i++)
        {
            dot += left[i] * right[i];
            l += left[i] * left[i];
            r += right[i] * right[i];
        }
        return l == 0 || r == 0 ? 0 : dot / Math.Sqrt(l * r);
    }

    private static void Add(float[] vector, ReadOnlySpan<char> feature, float weight)
    {
        Span<byte> bytes = stackalloc byte[256];
        if (!Encoding.UTF8.TryGetBytes(feature[..Math.Min(feature.Length, 64)], bytes, out var length))
            return;
        var hash = Fnv(bytes[..length]);
        vector[hash % Dimensions] += (hash & 0x8000_0000) == 0 ? weight : -weight;
    }

    /// <summary>FNV-1a with a final mix: the same on every machine.</summary>
    private static uint Fnv(ReadOnlySpan<byte> bytes)
    {
        var hash = 2_166_136_261u;
        foreach (var one in bytes)
            hash = (hash ^ one) * 16_777_619u;
        hash ^= hash >> 16;
        return hash * 0x85EB_CA6B;
    }

    private static IEnumerable<Range> Words(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[i]))
            {
                i++;
                continue;
            }
            var start = i;
            while (i < text.Length && char.IsLetterOrDigit(text[i]))
                i++;
            yield return start..i;
        }
    }
}
