using Microsoft.Extensions.Configuration;

namespace GpuHost.Core.Similar;

/// <summary>What a plug-in with an embedder has one public class of, with a constructor without parameters.</summary>
public interface IEmbedderFactory
{
    /// <summary>Makes an embedder that is ready for work. It belongs to the caller, who disposes it if it can be disposed of.</summary>
    /// <param name="settings">The section <c>Embedding</c>, which names a model.</param>
    /// <exception cref="EmbedderException">A setting, the model or what runs it will not do.</exception>
    IEmbedder Create(IConfiguration settings);
}
