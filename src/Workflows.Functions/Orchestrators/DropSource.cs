using Workflows.Contracts.Batches;

namespace Workflows.Functions.Orchestrators;

/// <summary>What a dropped blob is, by its name. Pure.</summary>
internal static class DropSource
{
    private static readonly (string Ending, BatchSourceKind Kind)[] Endings =
    [
        (".zip", BatchSourceKind.Zip), (".tar", BatchSourceKind.Tar), (".tar.gz", BatchSourceKind.Tar), (".tgz", BatchSourceKind.Tar),
        (".pack", BatchSourceKind.Pack),
    ];

    public static BatchSource Of(DropRequest drop)
    {
        foreach (var (ending, kind) in Endings)
        {
            if (drop.Blob.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                return new BatchSource(kind) { Container = drop.Container, Blob = drop.Blob, ETag = drop.ETag };
        }

        var slash = drop.Blob.LastIndexOf('/');
        var item = new BatchItem(drop.Blob) { Path = drop.Blob[(slash + 1)..], ETag = drop.ETag };
        return new BatchSource(BatchSourceKind.Blobs) { Container = drop.Container, Items = [item] };
    }
}
