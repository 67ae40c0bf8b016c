namespace Workflows.Contracts.Batches;

/// <summary>The port to where drops lie: lays out their files, and stores what is written about them.</summary>
public interface IDropStore
{
    /// <summary>Lays files of a drop out in a folder. A second call with the same key gives the same folder.</summary>
    /// <param name="opening">Which files.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<DropFolder> OpenAsync(DropOpening opening, CancellationToken cancellationToken);

    /// <summary>Stores a text beside a drop; one that is there is replaced.</summary>
    /// <param name="container">The drop's container.</param>
    /// <param name="blob">The text's name.</param>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task WriteAsync(string container, string blob, string text, CancellationToken cancellationToken);

    /// <summary>Removes the folder of a key, if it is there.</summary>
    /// <param name="key">The key.</param>
    void Close(string key);
}
