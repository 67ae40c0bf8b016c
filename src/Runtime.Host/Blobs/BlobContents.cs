using Azure.Storage.Blobs;
using Runtime.Host.Triggers;
using Workflows.Storage;

namespace Runtime.Host.Blobs;

/// <summary>Opens a blob as the type of a parameter.</summary>
internal static class BlobContents
{
    /// <param name="container">The container.</param>
    /// <param name="name">The blob.</param>
    /// <param name="range">Its version; null for whichever is there.</param>
    /// <param name="type">Stream, BlobClient, string, byte[], BinaryData, or a type that is read from JSON.</param>
    /// <param name="call">The call's services and token.</param>
    /// <exception cref="StorageException">There is no such blob, or no such version any more.</exception>
    public static async ValueTask<object?> ReadAsync(
        IBlobContainer container, string name, BlobRange? range, Type type, (IServiceProvider Services, CancellationToken Cancellation) call)
    {
        if (type == typeof(BlobClient))
            return container.Client(name);
        var content = await container.OpenReadAsync(name, range, call.Cancellation);
        if (type == typeof(Stream))
            return content.Stream;
        await using (content)
        {
            using var bytes = new MemoryStream((int)Math.Min(content.Properties.Length, Array.MaxLength));
            await content.Stream.CopyToAsync(bytes, call.Cancellation);
            return await ContentReader.ReadAsync(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), type, call.Services, call.Cancellation);
        }
    }
}
