using GpuHost.Core.Similar;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GpuHost.Onnx;

/// <summary>Adds the embedder to an application.</summary>
public static class OnnxSetup
{
    /// <summary>
    /// Adds an <see cref="IEmbedder"/> when the section <c>Embedding</c> names a model; otherwise nothing. It is loaded here, so that a model that will
    /// not do stops the start.
    /// </summary>
    /// <exception cref="OnnxModelException">The model, the vocabulary or an option will not do.</exception>
    public static IHostApplicationBuilder AddOnnxEmbedder(this IHostApplicationBuilder builder)
    {
        if (!EmbedderPlugin.IsConfigured(builder.Configuration))
            return builder;
        var embedder = new OnnxEmbedderFactory().Create(builder.Configuration.GetSection(EmbedderPlugin.Section));
        builder.Services.AddSingleton<IEmbedder>(_ => embedder);       // made by a function: the container disposes it
        return builder;
    }
}
