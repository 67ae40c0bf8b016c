using Microsoft.ML.OnnxRuntime;

namespace GpuHost.Onnx;

/// <summary>A loaded model whose inputs and output are what the embedder gives and takes.</summary>
internal sealed class OnnxModel : IDisposable
{
    private const string Ids = "input_ids";
    private const string Mask = "attention_mask";
    private const string Types = "token_type_ids";
    private const string States = "last_hidden_state";

    private const OrtLoggingLevel Silent = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;     // it throws its errors as well

    private readonly InferenceSession session;
    private readonly string[] inputs;
    private readonly string output;

    /// <summary>Loads a model.</summary>
    /// <exception cref="OnnxModelException">It cannot be loaded or is of another kind.</exception>
    public OnnxModel(OnnxEmbedderOptions options)
    {
        session = Load(options);
        inputs = [.. session.InputMetadata.Keys];
        output = Output();
        var errors = Check().ToList();
        if (errors.Count == 0)
            return;
        session.Dispose();
        throw new OnnxModelException($"The model '{options.Model}' will not do. {string.Join(' ', errors)}");
    }

    /// <summary>Whether it gives one vector for a text, not one for each token.</summary>
    public bool IsOneForEachText => session.OutputMetadata[output].Dimensions.Length == 2;

    public void Dispose() => session.Dispose();

    /// <summary>Runs the model over texts of one length.</summary>
    /// <param name="ids">Tokens, text after text.</param>
    /// <param name="mask">One for each token that is no filling.</param>
    /// <param name="texts">Number of texts.</param>
    /// <param name="cancellationToken">Breaks the run off.</param>
    /// <returns>Vectors, token after token or text after text, and their length.</returns>
    public (float[] Values, int Dimensions) Run(long[] ids, long[] mask, int texts, CancellationToken cancellationToken)
    {
        long[] shape = [texts, ids.Length / texts];
        using var run = new RunOptions { LogSeverityLevel = Silent };
        using var stop = cancellationToken.Register(() => run.Terminate = true);
        var values = inputs.Select(name => OrtValue.CreateTensorValueFromMemory(
            name switch { Ids => ids, Mask => mask, _ => new long[ids.Length] }, shape)).ToArray();
        try
        {
            using var results = session.Run(run, inputs, values, [output]);
            var length = (int)results[0].GetTensorTypeAndShape().Shape[^1];
            return (results[0].GetTensorDataAsSpan<float>().ToArray(), length);
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            Array.ForEach(values, value => value.Dispose());
        }
    }

    private static InferenceSession Load(OnnxEmbedderOptions options)
    {
        OnnxLibrary.Choose(options.Library);
        try
        {
            using var settings = new SessionOptions { IntraOpNumThreads = options.Threads, LogSeverityLevel = Silent };
            if (options.Provider == OnnxProvider.Cuda)
                settings.AppendExecutionProvider_CUDA(options.Device);
            return new InferenceSession(options.Model!, settings);
        }
        catch (Exception error) when (error is OnnxRuntimeException or DllNotFoundException or EntryPointNotFoundException or TypeInitializationException)
        {
            var cause = Innermost(error);
            var cure = cause is DllNotFoundException ? " " + OnnxLibrary.Cure : "";
            throw new OnnxModelException($"The model '{options.Model}' cannot be loaded for {options.Provider}: {cause.Message}{cure}", error);
        }
    }

    /// <summary>What lies under the failed initialisation of a type: a native library that is missing, for example.</summary>
    private static Exception Innermost(Exception error) => error is TypeInitializationException { InnerException: { } inner } ? Innermost(inner) : error;

    /// <summary>The usual name, else the first with a vector for each token, else the first.</summary>
    private string Output()
    {
        var all = session.OutputMetadata;
        return all.ContainsKey(States) ? States : all.FirstOrDefault(one => one.Value.Dimensions.Length == 3).Key ?? all.Keys.First();
    }

    private IEnumerable<string> Check()
    {
        foreach (var name in new[] { Ids, Mask }.Except(inputs))
            yield return $"It has no input '{name}'.";
        foreach (var (name, input) in session.InputMetadata)
        {
            if (name is not (Ids or Mask or Types))
                yield return $"Its input '{name}' is unknown to us.";
            else if (input.ElementType != typeof(long) || input.Dimensions.Length != 2)
                yield return $"Its input '{name}' is not a table of 64-bit numbers.";
        }

        var result = session.OutputMetadata[output];
        if (result.ElementType != typeof(float) || result.Dimensions.Length is not (2 or 3))
            yield return $"Its output '{output}' is not a vector of 32-bit numbers for each token, nor for each text.";
    }
}
