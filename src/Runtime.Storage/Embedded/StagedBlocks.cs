using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace Workflows.Storage.Embedded;

/// <summary>Blocks of one blob that one client has uploaded and not yet joined. They lie in the folder of unfinished files and are gone
/// after a restart.</summary>
internal sealed class StagedBlocks(EmbeddedContainer container, string name)
{
    private readonly string mark = Guid.NewGuid().ToString("N");

    public async Task AddAsync(string id, HttpContent? content, CancellationToken cancellationToken)
    {
        if (!await container.ExistsAsync(cancellationToken))
            throw BlobReader.NoContainer(container.Name);
        await using var file = new FileStream(PathOf(id), FileMode.Create, FileAccess.Write, FileShare.None);
        if (content is not null)
            await content.CopyToAsync(file, cancellationToken);
    }

    /// <summary>Makes the blob of the blocks that a list names.</summary>
    /// <exception cref="NotSupportedException">The list names blocks that are part of the blob already.</exception>
    public async Task<StoredBlob> JoinAsync(string list, BlobUpload options, CancellationToken cancellationToken)
    {
        var ids = XDocument.Parse(list).Root!.Elements().ToList();
        if (ids.Exists(id => id.Name.LocalName == "Committed"))
            throw new NotSupportedException("The embedded store keeps no blocks of stored blobs. Upload all blocks of the new version.");
        var paths = ids.Select(id => PathOf(id.Value)).ToList();
        var blob = await container.UploadAsync(name, (to, token) => CopyAsync(paths, to, token), options, cancellationToken);
        foreach (var path in paths.Distinct())
            File.Delete(path);
        return blob;
    }

    private static async Task CopyAsync(List<string> paths, Stream to, CancellationToken cancellationToken)
    {
        foreach (var path in paths)
        {
            await using var block = File.OpenRead(path);
            await block.CopyToAsync(to, cancellationToken);
        }
    }

    private string PathOf(string id) =>
        Path.Combine(container.Store.Folders.Temp, $"{mark}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))}");
}
