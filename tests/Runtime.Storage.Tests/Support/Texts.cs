using System.Text;

namespace Runtime.Storage.Tests.Support;

/// <summary>Bytes as text and back.</summary>
internal static class Texts
{
    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(StorageMessage message) => Encoding.UTF8.GetString(message.Body.Span);

    public static Stream Stream(string text) => new MemoryStream(Encoding.UTF8.GetBytes(text));

    public static async Task<string> ReadAsync(IBlobContainer container, string name, BlobRange? range = null)
    {
        await using var content = await container.OpenReadAsync(name, range);
        using var reader = new StreamReader(content.Stream);
        return await reader.ReadToEndAsync();
    }
}
