using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace GpuHost.Caching;

/// <summary>
/// What decides the facts about a file: its content, the definition, and its name without folders, which tells its language. SHA-256 over all three, cut
/// to 128 bits.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CacheKey
{
    private const int StackBytesMax = 1024;

    /// <param name="sha256">The content's digest.</param>
    /// <param name="definition">Names rules, program and work.</param>
    /// <param name="path">The file's path.</param>
    public CacheKey(ReadOnlySpan<byte> sha256, string definition, string path)
    {
        var name = path.AsSpan(path.LastIndexOf('/') + 1);
        var bytes = sha256.Length + Encoding.UTF8.GetMaxByteCount(definition.Length + name.Length);
        var text = bytes <= StackBytesMax ? stackalloc byte[StackBytesMax] : new byte[bytes];
        sha256.CopyTo(text);
        var end = sha256.Length + Encoding.UTF8.GetBytes(definition, text[sha256.Length..]);
        end += Encoding.UTF8.GetBytes(name, text[end..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..end], hash);
        Value = BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    public UInt128 Value { get; }
}
