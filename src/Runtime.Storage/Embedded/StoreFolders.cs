namespace Workflows.Storage.Embedded;

/// <summary>Where an embedded store keeps what.</summary>
/// <param name="Root">The store's folder, absolute.</param>
internal sealed record StoreFolders(string Root)
{
    /// <summary>The file of messages and of what is known of the blobs.</summary>
    public string Database => Path.Combine(Root, "store.db");

    /// <summary>A folder for each container: people may put files into them.</summary>
    public string Blobs => Path.Combine(Root, "blobs");

    /// <summary>Files that are being written; empty after a start.</summary>
    public string Temp => Path.Combine(Root, "temp");

    public string Container(string name) => Path.Combine(Blobs, name);

    public string NewTemp() => Path.Combine(Temp, Guid.NewGuid().ToString("N"));

    /// <summary>Makes the folders, and drops what a process left unfinished.</summary>
    public void Prepare()
    {
        if (Directory.Exists(Temp))
            Directory.Delete(Temp, recursive: true);
        Directory.CreateDirectory(Temp);
        Directory.CreateDirectory(Blobs);
    }
}
