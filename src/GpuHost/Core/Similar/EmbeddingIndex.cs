using System.Runtime.InteropServices;
using GpuHost.Core.Measures;

namespace GpuHost.Core.Similar;

/// <summary>Embeddings in one piece of memory, searched by cosine. Exact: every one is compared.</summary>
public sealed class EmbeddingIndex
{
    private readonly List<sbyte> vectors = [];
    private readonly List<long> squares = [];

    /// <summary>The number of embeddings.</summary>
    public int Count => squares.Count;

    /// <summary>Adds an embedding.</summary>
    /// <param name="embedding">256 dimensions.</param>
    /// <returns>Its index, counted from 0.</returns>
    public int Add(IReadOnlyList<sbyte> embedding)
    {
        if (embedding.Count != ContentSketch.Dimensions)
            throw new ArgumentException($"An embedding has {ContentSketch.Dimensions} dimensions, not {embedding.Count}.", nameof(embedding));
        vectors.AddRange(embedding);
        squares.Add(embedding.Sum(value => (long)value * value));
        return squares.Count - 1;
    }

    /// <summary>The embeddings nearest to a query, nearest first; of equally near ones the one added first.</summary>
    /// <param name="query">256 dimensions.</param>
    /// <param name="count">How many.</param>
    /// <returns>Indexes with the cosine in millionths; those at a right angle or beyond are left out.</returns>
    public IReadOnlyList<(int Index, int CosinePerMillion)> Search(IReadOnlyList<sbyte> query, int count)
    {
        sbyte[] wanted = [.. query];
        var square = wanted.Sum(value => (long)value * value);
        var all = CollectionsMarshal.AsSpan(vectors);
        var found = new List<(int Index, int Cosine)>(Count);
        for (var index = 0; index < Count; index++)
        {
            var product = Dot(wanted, all.Slice(index * ContentSketch.Dimensions, ContentSketch.Dimensions));
            if (product > 0)
                found.Add((index, Cosine(product, square, squares[index])));
        }

        return [.. found.OrderByDescending(entry => entry.Cosine).ThenBy(entry => entry.Index).Take(count)];
    }

    private static int Dot(ReadOnlySpan<sbyte> left, ReadOnlySpan<sbyte> right)
    {
        var sum = 0;
        for (var index = 0; index < left.Length; index++)
            sum += left[index] * right[index];
        return sum;
    }

    /// <summary>By whole numbers: the root of product^2 * 10^12 / (square * square).</summary>
    private static int Cosine(long product, long left, long right)
    {
        var ratio = (UInt128)((Int128)product * product) * 1_000_000_000_000 / ((UInt128)left * (ulong)right);
        var root = (long)Math.Sqrt((double)ratio);
        while ((UInt128)root * (ulong)root > ratio)
            root--;
        while ((UInt128)(root + 1) * (ulong)(root + 1) <= ratio)
            root++;
        return (int)root;
    }
}
