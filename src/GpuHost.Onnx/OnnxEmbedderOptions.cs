using System.ComponentModel.DataAnnotations;

namespace GpuHost.Onnx;

/// <summary>Which model embeds, and how. Without a model there is no embedder.</summary>
public sealed record OnnxEmbedderOptions
{
    /// <summary>
    /// Path of the model, an encoder of the BERT family: <c>input_ids</c> and <c>attention_mask</c> in, a vector for each token out, or one for each text.
    /// </summary>
    public string? Model { get; init; }

    /// <summary>Path of its vocabulary, one piece of a word a line; null for <c>vocab.txt</c> beside the model.</summary>
    public string? Vocabulary { get; init; }

    /// <summary>Whether the vocabulary has lower case only.</summary>
    public bool IsLowerCase { get; init; } = true;

    /// <summary>Tokens of a text that are read, the two marks around it included; more than the model was trained with do harm.</summary>
    [Range(8, 8192)]
    public int TokensMax { get; init; } = 256;

    /// <summary>What of a model's vectors for tokens is a text's.</summary>
    public OnnxPooling Pooling { get; init; }

    /// <summary>What the model was trained to find before a query, such as <c>query: </c>; null for nothing.</summary>
    public string? QueryPrefix { get; init; }

    /// <summary>What the model was trained to find before a text that is searched, such as <c>passage: </c>; null for nothing.</summary>
    public string? TextPrefix { get; init; }

    /// <summary>Texts in one run of the model: memory grows with them, speed on a processor does not.</summary>
    [Range(1, 1024)]
    public int TextsPerRunMax { get; init; } = 16;

    /// <summary>Threads of one run; 0 for all processors.</summary>
    [Range(0, 256)]
    public int Threads { get; init; }

    /// <summary>
    /// The native ONNX Runtime library: its file, the npm package <c>onnxruntime-node</c>, or the folder that one is installed in. Null for the package
    /// beside the plug-in where it is installed there, else for what the build brought.
    /// </summary>
    public string? Library { get; init; }

    /// <summary>What runs the model.</summary>
    public OnnxProvider Provider { get; init; }

    /// <summary>The device, where the provider has several.</summary>
    [Range(0, 63)]
    public int Device { get; init; }
}
