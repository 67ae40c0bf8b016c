using GpuHost.Core.Similar;
using Microsoft.Extensions.Configuration;

namespace GpuHost.Onnx;

/// <summary>Makes the embedder that settings name; programs that load this assembly as a plug-in find it here.</summary>
public sealed class OnnxEmbedderFactory : IEmbedderFactory
{
    /// <inheritdoc/>
    public IEmbedder Create(IConfiguration settings)
    {
        OnnxEmbedderOptions options;
        try
        {
            options = settings.Get<OnnxEmbedderOptions>() ?? new OnnxEmbedderOptions();
        }
        catch (InvalidOperationException error)
        {
            throw new OnnxModelException($"A setting of the embedding model will not do: {error.Message}", error);
        }

        return new OnnxEmbedder(options);
    }
}
