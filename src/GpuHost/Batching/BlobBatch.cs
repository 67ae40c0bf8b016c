using Workflows.Contracts.Batches;

namespace GpuHost.Batching;

/// <summary>Blobs and parts of blobs, each a file. Requests for a number of them are under way together.</summary>
internal sealed class BlobBatch : IBatchReader
{
    private const int RequestsMax = 16;     // from here on a storage account answers no faster

    public async Task<string?> ReadAsync(BatchSource source, IStorageAccount account, BatchBuild build, CancellationToken cancellationToken)
    {
        IBlobContainer container;
        try
        {
            container = account.Container(source.Container!);
        }
        catch (ArgumentException error)
        {
            return error.Message;
        }

        var taken = 0;
        foreach (var items in source.Items.Chunk(RequestsMax))
        {
            if (build.IsFull)
                break;
            taken += items.Length;
            await TakeAsync(container, items, build, cancellationToken);
        }

        build.LeaveOut(source.Items.Count - taken);
        return null;
    }

    private static async Task TakeAsync(IBlobContainer container, BatchItem[] items, BatchBuild build, CancellationToken cancellationToken)
    {
        var opened = await Task.WhenAll(items.Select(item => OpenAsync(container, item, cancellationToken)));
        try
        {
            var reads = new List<Task>();
            for (var index = 0; index < items.Length; index++)
            {
                var (item, content) = (items[index], opened[index].Content);
                var path = item.Path ?? item.Name;
                if (content is null)
                {
                    build.AddFault(path, 0, opened[index].Fault!);
                    continue;
                }

                var length = Download.LengthOf(content.Properties, item.Offset, item.Length);
                if (!build.HasRoomFor(length))
                    await Task.WhenAll(reads);          // what is read must be there before it is worked on
                if (await build.TakeAsync(length, cancellationToken) is not { } start)
                {
                    await StreamAsync(path, length, content.Stream, build, cancellationToken);
                    continue;
                }

                reads.Add(Download.FillAsync(content.Stream, build.Arena.Memory.AsMemory(start, (int)length), cancellationToken));
                build.Add(path, start, (int)length);
            }

            await Task.WhenAll(reads);
        }
        finally
        {
            foreach (var (content, _) in opened)
            {
                if (content is not null)
                    await content.DisposeAsync();
            }
        }
    }

    private static async Task StreamAsync(string path, long length, Stream content, BatchBuild build, CancellationToken cancellationToken)
    {
        try
        {
            await build.StreamAsync(path, length, content, cancellationToken);
        }
        catch (InvalidDataException error)
        {
            throw new IOException($"The connection to storage ended before the {length:N0} bytes of '{path}' had come.", error);
        }
    }

    private static async Task<(BlobContent? Content, string? Fault)> OpenAsync(IBlobContainer container, BatchItem item, CancellationToken cancellationToken)
    {
        try
        {
            return (await container.OpenReadAsync(item.Name, new BlobRange(item.Offset, item.Length, item.ETag), cancellationToken), null);
        }
        catch (Exception error) when (StorageFaults.Of(error, container.Name, item.Name) is { } fault)
        {
            return (null, fault);
        }
    }
}
