using System.Collections;
using Azure.Storage.Blobs;

namespace Runtime.Host.Blobs;

/// <summary>Which types of parameters a blob can be read as.</summary>
internal static class BlobTypes
{
    public static bool CanRead(Type type) => type == typeof(Stream) || type == typeof(BlobClient) || IsContent(type);

    /// <summary>Text, bytes, or a type that JSON can be read as: not an interface, an abstract class, a stream or a type of the storage SDK.</summary>
    public static bool IsContent(Type type)
    {
        if (type == typeof(string) || type == typeof(byte[]) || type == typeof(BinaryData) || type == typeof(object))
            return true;
        if (type.IsByRef || typeof(Stream).IsAssignableFrom(type) || type.Namespace?.StartsWith("Azure.Storage", StringComparison.Ordinal) == true)
            return false;
        return !(type.IsAbstract || type.IsInterface) || typeof(IEnumerable).IsAssignableFrom(type);
    }
}
