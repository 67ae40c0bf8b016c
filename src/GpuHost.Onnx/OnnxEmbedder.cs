using System.ComponentModel.DataAnnotations;
using System.Numerics.Tensors;
using GpuHost.Core.Similar;
using Microsoft.ML.OnnxRuntime;

namespace GpuHost.Onnx;

/// <summary>
/// Embeds texts with an encoder of the BERT family through ONNX Runtime: the mean of its vectors over a text's tokens, or the first one, or what the
/// model itself makes of them, scaled to length one. Safe for several threads.
/// </summary>
public sealed class OnnxEmbedder : IEmbedder, IDisposable
{
    private const int CharactersPerToken = 32;      // no more of a text is looked at than its tokens can hold, or nearly

    private readonly OnnxEmbedderOptions options;
    private readonly WordPieces pieces;
    private readonly OnnxModel model;

    /// <summary>Loads model and vocabulary and tries them out together.</summary>
    /// <exception cref="OnnxModelException">Something will not do; the message names all of it that can be seen at once.</exception>
    public OnnxEmbedder(OnnxEmbedderOptions options)
    {
        if (string.IsNullOrEmpty(options.Vocabulary))
            options = options with { Vocabulary = Path.Join(Path.GetDirectoryName(options.Model), "vocab.txt") };
        this.options = options;
        CheckOptions(options);
        pieces = new WordPieces(options.Vocabulary!, options.IsLowerCase);
        model = new OnnxModel(options);
        try
        {
            Dimensions = Embed(["A text to try."], CancellationToken.None)[0].Length;
            var (ids, mask) = (new long[options.TokensMax], new long[options.TokensMax]);
            Array.Fill(ids, pieces.Count - 1);
            Array.Fill(mask, 1);
            model.Run(ids, mask, 1, CancellationToken.None);
        }
        catch (OnnxRuntimeException error)
        {
            model.Dispose();
            throw new OnnxModelException($"The model '{options.Model}' does not fit the vocabulary '{options.Vocabulary}', or TokensMax ({options.TokensMax}): {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public int Dimensions { get; }

    /// <inheritdoc/>
    public IReadOnlyList<float[]> Embed(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
        Embed(options.TextPrefix, texts, cancellationToken);

    /// <inheritdoc/>
    public float[] EmbedQuery(string query, CancellationToken cancellationToken) => Embed(options.QueryPrefix, [query], cancellationToken)[0];

    /// <summary>Frees the model.</summary>
    public void Dispose() => model.Dispose();

    private List<float[]> Embed(string? prefix, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var vectors = new List<float[]>(texts.Count);
        foreach (var part in texts.Select(text => prefix + text).Chunk(options.TextsPerRunMax))
        {
            cancellationToken.ThrowIfCancellationRequested();
            vectors.AddRange(EmbedPart(part, cancellationToken));
        }

        return vectors;
    }

    private static void CheckOptions(OnnxEmbedderOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        var errors = results.ConvertAll(result => result.ErrorMessage!);
        if (!File.Exists(options.Model))
            errors.Add($"There is no model '{options.Model}'.");
        if (!File.Exists(options.Vocabulary))
            errors.Add($"There is no vocabulary '{options.Vocabulary}'.");
        if (errors.Count > 0)
            throw new OnnxModelException(string.Join(' ', errors));
    }

    private IEnumerable<float[]> EmbedPart(string[] texts, CancellationToken cancellationToken)
    {
        var tokens = Array.ConvertAll(texts, Tokens);
        var length = tokens.Max(text => text.Count);
        var (ids, mask) = (new long[texts.Length * length], new long[texts.Length * length]);
        Array.Fill(ids, pieces.Padding);
        for (var text = 0; text < tokens.Length; text++)
        {
            for (var at = 0; at < tokens[text].Count; at++)
                (ids[(text * length) + at], mask[(text * length) + at]) = (tokens[text][at], 1);
        }

        var (values, dimensions) = model.Run(ids, mask, texts.Length, cancellationToken);
        var perText = model.IsOneForEachText ? dimensions : length * dimensions;
        return tokens.Select((text, number) =>
        {
            var taken = model.IsOneForEachText || options.Pooling == OnnxPooling.First ? 1 : text.Count;
            return Mean(values.AsSpan(number * perText, taken * dimensions), dimensions);
        });
    }

    private IReadOnlyList<int> Tokens(string text)
    {
        var head = text.Length > options.TokensMax * CharactersPerToken ? text[..(options.TokensMax * CharactersPerToken)] : text;
        return pieces.Cut(head, options.TokensMax);
    }

    private static float[] Mean(ReadOnlySpan<float> vectors, int dimensions)
    {
        var sum = new float[dimensions];
        for (var at = 0; at < vectors.Length; at += dimensions)
            TensorPrimitives.Add(sum, vectors.Slice(at, dimensions), sum);
        var length = TensorPrimitives.Norm<float>(sum);
        if (length > 0)
            TensorPrimitives.Divide(sum, length, sum);
        return sum;
    }
}
