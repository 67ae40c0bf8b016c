using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using GpuHost.Batching;
using GpuHost.Core.Containers;
using GpuHost.Packs;
using GpuHost.Publishing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Workflows.Contracts.Batches;

namespace GpuHost.Sending;

/// <summary>Drops in storage. Their texts are laid out in <c>drops/</c> of the data folder while agents read them.</summary>
internal sealed class DropStore(IStorageAccounts accounts, IOptions<FileHostOptions> settings, IConfiguration configuration) : IDropStore
{
    private const int FileBytesMax = 4 * 1024 * 1024;       // agents read no larger ones
    private const long BytesMax = 512L * 1024 * 1024;       // of one drop

    private string Root => Path.GetFullPath(Path.Combine(configuration["Host:HubFolder"] is { Length: > 0 } folder ? folder : ".workflows", "drops"));

    public async Task<DropFolder> OpenAsync(DropOpening opening, CancellationToken cancellationToken)
    {
        var target = FolderOf(opening.Key);
        if (Directory.Exists(target))
            return new DropFolder(target, opening.Paths.Count);
        var making = $"{target}.{Guid.NewGuid():N}.tmp";
        Directory.CreateDirectory(making);
        var layout = new DropLayout(making, opening.Paths, FileBytesMax, BytesMax);
        var problem = opening.Paths.Count == 0 ? null : await ReadAsync(opening.Source, layout, cancellationToken);
        try
        {
            Directory.Move(making, target);     // whole or not at all
        }
        catch (IOException) when (Directory.Exists(target))
        {
            Directory.Delete(making, recursive: true);      // another attempt was faster
        }

        return new DropFolder(target, layout.Files) { Problem = problem };
    }

    public async Task WriteAsync(string container, string blob, string text, CancellationToken cancellationToken)
    {
        var account = await accounts.GetAsync(settings.Value.Connection, cancellationToken);
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text), writable: false);
        var type = blob.EndsWith(".json", StringComparison.Ordinal) ? "application/json" : "text/markdown; charset=utf-8";
        await account.Container(container).UploadAsync(blob, content, new BlobUpload { ContentType = type }, cancellationToken);
    }

    public void Close(string key)
    {
        if (Directory.Exists(FolderOf(key)))
            Directory.Delete(FolderOf(key), recursive: true);
    }

    private string FolderOf(string key) => Path.Combine(Root, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32]);

    private async Task<string?> ReadAsync(BatchSource source, DropLayout layout, CancellationToken cancellationToken)
    {
        var account = await accounts.GetAsync(settings.Value.Connection, cancellationToken);
        var blob = source.Blob ?? source.Items[0].Name;
        BlobContent content;
        try
        {
            content = await account.Container(source.Container!).OpenReadAsync(blob, new BlobRange(IfMatch: source.ETag), cancellationToken);
        }
        catch (Exception error) when (StorageFaults.Of(error, source.Container!, blob) is { } fault)
        {
            return fault;
        }

        await using (content)
        {
            using var spool = await Download.SpoolAsync(content.Stream, Root, cancellationToken);
            try
            {
                await LayOutAsync(source, spool.Read(), layout, cancellationToken);
                return null;
            }
            catch (Exception error) when (error is InvalidDataException or EndOfStreamException or PackException or NotSupportedException)
            {
                return $"The drop is damaged or cut short: {error.Message}";
            }
        }
    }

    private static async Task LayOutAsync(BatchSource source, Stream content, DropLayout layout, CancellationToken cancellationToken)
    {
        switch (source.Kind)
        {
            case BatchSourceKind.Zip:
                using (var zip = ZipInput.Open(content, ArchiveBatch.DirectoryBytesMax))
                {
                    foreach (var entry in zip.Entries.Where(entry => !entry.IsEncrypted && layout.Wants(entry.FullName, entry.Length)))
                    {
                        await using var data = await entry.OpenAsync(cancellationToken);
                        await layout.WriteAsync(entry.FullName, data, cancellationToken);
                    }
                }

                break;
            case BatchSourceKind.Tar:
                await LayOutTarAsync(content, layout, cancellationToken);
                break;
            case BatchSourceKind.Pack:
                var pack = new byte[Math.Min(content.Length, PackFormat.BytesMax)];
                await content.ReadExactlyAsync(pack, cancellationToken);
                foreach (var entry in PackReader.Read(pack).Where(entry => layout.Wants(entry.Name, entry.Length)))
                    await layout.WriteAsync(entry.Name, new MemoryStream(pack, entry.Offset, entry.Length, writable: false), cancellationToken);
                break;
            default:
                var path = source.Items[0].Path ?? source.Items[0].Name;
                if (layout.Wants(path, content.Length))
                    await layout.WriteAsync(path, content, cancellationToken);
                break;
        }
    }

    private static async Task LayOutTarAsync(Stream content, DropLayout layout, CancellationToken cancellationToken)
    {
        var head = new byte[ContainerKinds.HeadBytes];
        var read = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        var isZipped = ContainerKinds.Find(head.AsSpan(0, read)) == ContainerKind.Gzip;
        content.Position = 0;
        using var unzipped = isZipped ? new GzipContent(content) : null;
        using var input = new TarInput((Stream?)unzipped ?? content);
        await using var tar = new TarMembers(input);
        while (await tar.NextAsync(cancellationToken) is { } entry)
        {
            if (entry.DataStream is { } data && layout.Wants(entry.Name, entry.Length))
                await layout.WriteAsync(entry.Name, data, cancellationToken);
        }
    }
}
