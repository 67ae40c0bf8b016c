using GpuHost.Core.Similar;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GpuHost.Onnx.Tests;

public sealed class OnnxEmbedderTests : IDisposable
{
    private static readonly string[] Words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "red", "green", "blue", "##ish", "sky"];

    // PAD would be seen at once if fillings counted.
    private static readonly float[][] Table =
        [[99, 99, 99], [0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0], [3, 0, 0], [0, 4, 0], [0, 0, 5], [1, 1, 1], [0, 1, 6]];

    private readonly string folder = Directory.CreateTempSubdirectory("onnx-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Embed_Words_IsTheirMeanScaledToOne()
    {
        using var embedder = new OnnxEmbedder(Options());
        Assert.Equal(3, embedder.Dimensions);
        var vectors = embedder.Embed(["red", "Red GREEN", "reddish", "blueish sky"], CancellationToken.None);
        Same([1, 0, 0], vectors[0]);
        Same([0.6f, 0.8f, 0], vectors[1]);
        Same([0, 0, 0], vectors[2]);                                // no pieces make it
        Same(Scaled(1, 2, 12), vectors[3]);                         // blue, ##ish, sky
    }

    [Fact]
    public void Embed_TextsOfUnlikeLength_DoNotDependOnTheirNeighbours()
    {
        using var embedder = new OnnxEmbedder(Options());
        string[] texts = ["red", string.Join(' ', Enumerable.Repeat("green blue", 40)), "", "sky"];
        var together = embedder.Embed(texts, CancellationToken.None);
        for (var text = 0; text < texts.Length; text++)
            Same(embedder.Embed([texts[text]], CancellationToken.None)[0], together[text]);
    }

    [Fact]
    public void Embed_MoreTextsThanOneRunTakes_GivesThemInOrder()
    {
        using var embedder = new OnnxEmbedder(Options() with { TextsPerRunMax = 2 });
        var vectors = embedder.Embed(["red", "green", "blue", "red", "green"], CancellationToken.None);
        Assert.Equal([0, 1, 2, 0, 1], vectors.Select(vector => Array.IndexOf(vector, 1f)));
    }

    [Fact]
    public void Embed_LongText_ReadsItsFirstTokens()
    {
        using var embedder = new OnnxEmbedder(Options() with { TokensMax = 8 });
        var text = string.Concat(Enumerable.Repeat("red ", 6)) + string.Concat(Enumerable.Repeat("green ", 100_000));
        Same([1, 0, 0], embedder.Embed([text], CancellationToken.None)[0]);
    }

    [Theory]
    [InlineData("red\nsky", true)]           // a line's end parts words
    [InlineData("red<sky>", true)]           // signs are words; unknown ones are nothing in the table
    [InlineData("r\u00E9d sky", true)]
    [InlineData("redsky", false)]
    public void Embed_SameWordsOtherwiseWritten_IsTheSame(string text, bool isSame)
    {
        using var embedder = new OnnxEmbedder(Options());
        var vectors = embedder.Embed([text, "red sky"], CancellationToken.None);
        Assert.Equal(isSame, vectors[0].Zip(vectors[1]).All(pair => MathF.Abs(pair.First - pair.Second) < 1e-5f));
    }

    [Fact]
    public void Embed_FirstVector_IsThatOfTheMarkBeforeTheText()
    {
        var options = Options() with { Pooling = OnnxPooling.First };
        File.WriteAllBytes(options.Model!, TinyModel.Of([.. Table[..2], [0, 3, 4], .. Table[3..]], "input_ids", "attention_mask"));
        using var embedder = new OnnxEmbedder(options);
        Same([0, 0.6f, 0.8f], embedder.Embed(["red", "sky"], CancellationToken.None)[1]);
    }

    [Fact]
    public void Embed_Prefixes_StandBeforeQueriesAndTexts()
    {
        using var embedder = new OnnxEmbedder(Options() with { QueryPrefix = "green ", TextPrefix = "blue " });
        Same(Scaled(3, 4, 0), embedder.EmbedQuery("red", CancellationToken.None));
        Same(Scaled(3, 0, 5), embedder.Embed(["red"], CancellationToken.None)[0]);
    }

    [Fact]
    public void Embed_ModelThatGivesAVectorForEachText_TakesIt()
    {
        var options = Options();
        File.WriteAllBytes(options.Model!, TinyModel.OfTexts(Table, "sentence_embedding"));
        using var embedder = new OnnxEmbedder(options);
        Assert.Equal(3, embedder.Dimensions);
        Same(Scaled(3, 4, 0), embedder.Embed(["red green"], CancellationToken.None)[0]);
        var vectors = embedder.Embed(["red green", "green red"], CancellationToken.None);
        Same(vectors[0], vectors[1]);
    }

    [Fact]
    public void Create_MoreTokensThanTheModelHasPlacesFor_IsRefused()
    {
        var options = Options();
        File.WriteAllBytes(options.Model!, TinyModel.WithPlaces(Table, 64));
        new OnnxEmbedder(options with { TokensMax = 64 }).Dispose();
        var error = Assert.Throws<OnnxModelException>(() => new OnnxEmbedder(options with { TokensMax = 65 }));
        Assert.Contains("TokensMax (65)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Embed_Cancelled_Stops()
    {
        using var embedder = new OnnxEmbedder(Options());
        Assert.ThrowsAny<OperationCanceledException>(() => embedder.Embed(["red"], new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Embed_ThreadsAtOnce_GetTheirOwn()
    {
        using var embedder = new OnnxEmbedder(Options());
        Parallel.For(0, 200, number =>
        {
            var word = Words[5 + (number % 3)];
            Assert.Equal(number % 3, Array.IndexOf(embedder.Embed([word], CancellationToken.None)[0], 1f));
        });
    }

    [Fact]
    public void Create_NothingThere_NamesEverything()
    {
        var error = Assert.Throws<OnnxModelException>(
            () => new OnnxEmbedder(new OnnxEmbedderOptions { Model = "/nowhere/a.onnx", Vocabulary = "/nowhere/v.txt", TokensMax = 1 }));
        Assert.Contains("/nowhere/a.onnx", error.Message, StringComparison.Ordinal);
        Assert.Contains("/nowhere/v.txt", error.Message, StringComparison.Ordinal);
        Assert.Contains("TokensMax", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_ModelThatIsNone_SaysSo()
    {
        var options = Options();
        File.WriteAllText(options.Model!, "not a model");
        Assert.Contains(options.Model!, Assert.Throws<OnnxModelException>(() => new OnnxEmbedder(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_ModelOfAnotherKind_NamesInputsThatAreMissingAndUnknown()
    {
        var options = Options();
        File.WriteAllBytes(options.Model!, TinyModel.Of(Table, "input_ids", "pixels"));
        var error = Assert.Throws<OnnxModelException>(() => new OnnxEmbedder(options));
        Assert.Contains("attention_mask", error.Message, StringComparison.Ordinal);
        Assert.Contains("pixels", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_VocabularyLargerThanTheModel_IsRefused()
    {
        var options = Options();
        File.AppendAllText(options.Vocabulary!, "yellow\n");
        var error = Assert.Throws<OnnxModelException>(() => new OnnxEmbedder(options));
        Assert.Contains("does not fit the vocabulary", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_VocabularyWithoutMarks_IsRefused()
    {
        var options = Options();
        File.WriteAllText(options.Vocabulary!, "red\ngreen\n");
        Assert.Contains(options.Vocabulary!, Assert.Throws<OnnxModelException>(() => new OnnxEmbedder(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_DeviceWithoutItsPackage_IsRefused()
    {
        var error = Assert.Throws<OnnxModelException>(() => new OnnxEmbedder(Options() with { Provider = OnnxProvider.Cuda }));
        Assert.Contains("Cuda", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddOnnxEmbedder_ModelNamedOrNot_AddsItOrNothing()
    {
        var without = Host.CreateEmptyApplicationBuilder(null);
        using var none = without.AddOnnxEmbedder().Services.BuildServiceProvider();
        Assert.Null(none.GetService<IEmbedder>());
        var with = Host.CreateEmptyApplicationBuilder(null);
        var options = Options();
        with.Configuration.AddInMemoryCollection([new("Embedding:Model", options.Model), new("Embedding:Vocabulary", options.Vocabulary)]);
        using var services = with.AddOnnxEmbedder().Services.BuildServiceProvider();
        Assert.Equal(3, services.GetRequiredService<IEmbedder>().Dimensions);
        with.Configuration["Embedding:Model"] = "/nowhere";
        Assert.Throws<OnnxModelException>(() => with.AddOnnxEmbedder());
    }

    private static void Same(float[] expected, float[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));

    private static float[] Scaled(params float[] vector)
    {
        var length = MathF.Sqrt(vector.Sum(value => value * value));
        return Array.ConvertAll(vector, value => value / length);
    }

    private OnnxEmbedderOptions Options()
    {
        var (model, vocabulary) = (Path.Join(folder, "model.onnx"), Path.Join(folder, "vocab.txt"));
        File.WriteAllBytes(model, TinyModel.Of(Table, "input_ids", "attention_mask", "token_type_ids"));
        File.WriteAllText(vocabulary, string.Join('\n', Words) + "\n");
        return new OnnxEmbedderOptions { Model = model, Vocabulary = vocabulary };
    }
}
