namespace GpuHost.Core.Similar;

/// <summary>
/// The port to a model that turns texts into vectors by meaning, which the hash embedding of <see cref="Measures.FileMeasures"/> does not. Its numbers
/// differ by machine and version, so they are no part of what is found out about a file.
/// </summary>
public interface IEmbedder
{
    /// <summary>Length of the vectors.</summary>
    int Dimensions { get; }

    /// <summary>Embeds texts.</summary>
    /// <param name="texts">The texts; what is behind the model's limit is left out.</param>
    /// <param name="cancellationToken">Stops between batches and inside one.</param>
    /// <returns>For each text a vector of length one.</returns>
    IReadOnlyList<float[]> Embed(IReadOnlyList<string> texts, CancellationToken cancellationToken);

    /// <summary>Embeds a question that texts are to answer; some models were trained with another beginning for those.</summary>
    /// <param name="query">The question.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>A vector to compare with those of <see cref="Embed"/>.</returns>
    float[] EmbedQuery(string query, CancellationToken cancellationToken) => Embed([query], cancellationToken)[0];
}
