using GpuHost.Core.Similar;

namespace GpuHost.Tests.Core;

public sealed class VectorIndexTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(387)]
    public void Search_AnyLengthOfVectors_OrdersByTheCosine(int dimensions)
    {
        var random = new Random(dimensions);
        var index = new VectorIndex(dimensions);
        var vectors = Enumerable.Range(0, 200).Select(_ => Unit(random, dimensions)).ToList();
        Assert.Equal(Enumerable.Range(0, 200), vectors.Select(index.Add));
        var query = Unit(random, dimensions);
        var expected = vectors.Select((vector, number) => (Number: number, Cosine: vector.Zip(query).Sum(pair => (double)pair.First * pair.Second)))
            .Where(entry => entry.Cosine > 1e-6).OrderByDescending(entry => entry.Cosine).Take(20).ToList();
        var found = index.Search(query, 20);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First.Cosine, pair.Second.Cosine, 1e-5));
        Assert.Equal(Math.Min(20, expected.Count), found.Count);
        Assert.Equal(1, index.Search(vectors[77], 200).First(hit => hit.Index == 77).Cosine, 1e-5f);
    }

    [Fact]
    public void Search_EquallyNear_GivesTheFirstAddedFirst()
    {
        var index = new VectorIndex(2);
        foreach (var vector in new float[][] { [0, 1], [1, 0], [-1, 0], [1, 0] })
            index.Add(vector);
        Assert.Equal([1, 3], index.Search([1, 0], 10).Select(hit => hit.Index));
        Assert.Equal([1], index.Search([1, 0], 1).Select(hit => hit.Index));
    }

    [Fact]
    public void Add_OtherLength_IsRefused()
    {
        var index = new VectorIndex(3);
        Assert.Throws<ArgumentException>(() => index.Add([1, 0]));
        Assert.Throws<ArgumentException>(() => index.Search([1, 0], 1));
    }

    private static float[] Unit(Random random, int dimensions)
    {
        var vector = Enumerable.Range(0, dimensions).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
        var length = MathF.Sqrt(vector.Sum(value => value * value));
        return Array.ConvertAll(vector, value => value / length);
    }
}
