namespace Workflows.Storage;

/// <summary>An open blob.</summary>
/// <param name="properties">Those of the version that is read.</param>
/// <param name="stream">Its content, or the part that was asked for.</param>
public sealed class BlobContent(StoredBlob properties, Stream stream) : IAsyncDisposable, IDisposable
{
    /// <summary>The properties of the version that is read; its length is that of the whole blob.</summary>
    public StoredBlob Properties => properties;

    /// <summary>The content, read forward.</summary>
    public Stream Stream => stream;

    /// <summary>Closes the stream.</summary>
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    /// <summary>Closes the stream.</summary>
    public void Dispose() => stream.Dispose();
}
