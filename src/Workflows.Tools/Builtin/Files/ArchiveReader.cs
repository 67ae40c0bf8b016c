using System.Formats.Tar;
using System.IO.Compression;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Files;

/// <summary>The files of a zip or tar, in order. Links and devices are refused: they can point anywhere.</summary>
internal sealed class ArchiveReader : IDisposable
{
    private readonly ZipArchive? zip;
    private readonly TarReader? tar;

    private ArchiveReader(ZipArchive? zip, TarReader? tar) => (this.zip, this.tar) = (zip, tar);

    public static ArchiveReader Open(Stream stream)
    {
        var head = new byte[4];
        var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        try
        {
            if (read == 4 && head is [(byte)'P', (byte)'K', ..])
                return new ArchiveReader(new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true), null);
            var unpacked = head is [0x1F, 0x8B, ..] ? new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true) : stream;
            return new ArchiveReader(null, new TarReader(unpacked, leaveOpen: unpacked == stream));
        }
        catch (InvalidDataException error)
        {
            throw new ToolException(ToolErrorKind.InvalidArguments, $"This is no zip, tar or tar.gz that can be read: {error.Message}", error);
        }
    }

    public IEnumerable<(string Path, long Bytes, Stream Content)> Entries(CancellationToken cancellationToken) =>
        zip is not null ? ZipEntries(zip, cancellationToken) : TarEntries(tar!, cancellationToken);

    public void Dispose()
    {
        zip?.Dispose();
        tar?.Dispose();
    }

    private static IEnumerable<(string Path, long Bytes, Stream Content)> ZipEntries(ZipArchive zip, CancellationToken cancellationToken)
    {
        const int linkType = 0xA000;
        foreach (var entry in zip.Entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.FullName.EndsWith('/'))
                continue;
            if (((entry.ExternalAttributes >> 16) & 0xF000) == linkType)
                throw Link(entry.FullName);
            using var content = entry.Open();
            yield return (entry.FullName, entry.Length, content);
        }
    }

    private static IEnumerable<(string Path, long Bytes, Stream Content)> TarEntries(TarReader tar, CancellationToken cancellationToken)
    {
        while (Next(tar) is { } entry)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.EntryType is TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes)
                continue;
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile))
                throw Link(entry.Name);
            yield return (entry.Name, entry.Length, entry.DataStream ?? Stream.Null);
        }
    }

    private static TarEntry? Next(TarReader tar)
    {
        try
        {
            return tar.GetNextEntry();
        }
        catch (InvalidDataException error)
        {
            throw new ToolException(ToolErrorKind.InvalidArguments, $"This is no zip, tar or tar.gz that can be read: {error.Message}", error);
        }
    }

    private static ToolException Link(string path) => new(ToolErrorKind.Denied, $"The archive holds '{path}', which is a link or a device.");
}
