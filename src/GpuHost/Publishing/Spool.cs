namespace GpuHost.Publishing;

/// <summary>Bytes that are written once and then read: in memory while they are few, in a temporary file without a name when they are many.</summary>
internal sealed class Spool : IDisposable
{
    private const int MemoryBytesMax = Packs.PackFormat.BytesMax;       // what an arena holds, too

    private readonly string folder;
    private Stream stream = new MemoryStream();

    /// <param name="folder">Where temporary files go.</param>
    public Spool(string folder) => this.folder = folder;

    public long Length => stream.Length;

    /// <summary>Adds bytes.</summary>
    /// <exception cref="SpoolException">The disk is full, or the folder cannot be written to.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (stream is MemoryStream memory && memory.Length + bytes.Length > MemoryBytesMax)
                MoveToDisk(memory);
            stream.Write(bytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SpoolException($"A temporary file in '{folder}' cannot be written: {error.Message}", error);
        }
    }

    /// <summary>What was written, from its start. It belongs to the spool.</summary>
    public Stream Read()
    {
        stream.Flush();
        stream.Position = 0;
        return stream;
    }

    public void Dispose() => stream.Dispose();

    private void MoveToDisk(MemoryStream memory)
    {
        Directory.CreateDirectory(folder);
        var file = new FileStream(
            Path.Combine(folder, Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 128 * 1024, FileOptions.DeleteOnClose);
        memory.WriteTo(file);
        memory.Dispose();
        stream = file;
    }
}
