using System.Numerics;
using System.Runtime.InteropServices;

namespace GpuHost.Core.Similar;

/// <summary>Vectors of length one as an <see cref="IEmbedder"/> gives them, in one piece of memory, searched by cosine. Exact: every one is compared.</summary>
/// <param name="dimensions">Their length.</param>
public sealed class VectorIndex(int dimensions)
{
    private readonly List<float> values = [];

    /// <summary>The number of vectors.</summary>
    public int Count => values.Count / dimensions;

    /// <summary>Adds a vector.</summary>
    /// <param name="vector">As long as the index says.</param>
    /// <returns>Its index, counted from 0.</returns>
    public int Add(float[] vector)
    {
        if (vector.Length != dimensions)
            throw new ArgumentException($"A vector has {dimensions} dimensions, not {vector.Length}.", nameof(vector));
        values.AddRange(vector);
        return Count - 1;
    }

    /// <summary>The vectors nearest to a query, nearest first; of equally near ones the one added first.</summary>
    /// <param name="query">As long as the index says.</param>
    /// <param name="count">How many.</param>
    /// <returns>Indexes with the cosine; those at a right angle or beyond are left out.</returns>
    public IReadOnlyList<(int Index, float Cosine)> Search(float[] query, int count)
    {
        if (query.Length != dimensions)
            throw new ArgumentException($"A query has {dimensions} dimensions, not {query.Length}.", nameof(query));
        var all = CollectionsMarshal.AsSpan(values);
        var found = new List<(int Index, float Cosine)>(Count);
        for (var index = 0; index < Count; index++)
        {
            var cosine = Dot(query, all.Slice(index * dimensions, dimensions));
            if (cosine > 0)
                found.Add((index, Math.Min(cosine, 1)));
        }

        return [.. found.OrderByDescending(entry => entry.Cosine).ThenBy(entry => entry.Index).Take(count)];
    }

    private static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var sums = Vector<float>.Zero;
        var at = 0;
        for (; at <= left.Length - Vector<float>.Count; at += Vector<float>.Count)
            sums += new Vector<float>(left[at..]) * new Vector<float>(right[at..]);
        var sum = Vector.Sum(sums);
        for (; at < left.Length; at++)
            sum += left[at] * right[at];
        return sum;
    }
}
