using Runtime.Host.Triggers;
using Workflows.Storage;

namespace Runtime.Host.Blobs;

/// <summary>A version of a blob came in.</summary>
internal sealed class BlobEvent(IBlobContainer container, StoredBlob blob, IReadOnlyDictionary<string, string> places) : TriggerEvent, IAsyncDisposable
{
    /// <summary>What every blob tells beside the places of the pattern.</summary>
    public static readonly IReadOnlyList<string> Names = ["BlobTrigger", "Uri", "Properties", "Metadata"];

    private Dictionary<string, object?>? data;
    private Stream? opened;

    public override string Reason => $"blob {container.Name}/{blob.Name}, version {blob.ETag}";

    public override IReadOnlyDictionary<string, object?> Data => data ??= Collect();

    /// <summary>Whether the version was overwritten or deleted before it could be read.</summary>
    public bool IsGone { get; private set; }

    public override async ValueTask<object?> ReadAsync(Type type, IServiceProvider services, CancellationToken cancellationToken)
    {
        try
        {
            var value = await BlobContents.ReadAsync(container, blob.Name, new BlobRange(IfMatch: blob.ETag), type, (services, cancellationToken));
            opened = value as Stream;
            return value;
        }
        catch (StorageException error) when (error.Problem is StorageProblem.Changed or StorageProblem.NotFound)
        {
            IsGone = true;
            throw;
        }
    }

    public ValueTask DisposeAsync() => opened?.DisposeAsync() ?? ValueTask.CompletedTask;

    private Dictionary<string, object?> Collect()
    {
        var collected = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in places)
            collected[name] = value;
        collected["BlobTrigger"] = $"{container.Name}/{blob.Name}";
        collected["Uri"] = container.Client(blob.Name).Uri;
        collected["Metadata"] = blob.Metadata;
        collected["Properties"] = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["ETag"] = blob.ETag,
            ["ContentType"] = blob.ContentType,
            ["ContentLength"] = blob.Length,
            ["LastModified"] = blob.LastModified,
        };
        return collected;
    }
}
