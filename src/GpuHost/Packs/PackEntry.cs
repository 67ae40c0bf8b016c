using System.Runtime.InteropServices;

namespace GpuHost.Packs;

/// <summary>One file of a pack.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Offset">Where its content begins, from the pack's start.</param>
/// <param name="Length">Bytes of its content.</param>
/// <param name="Checksum">CRC-32C of its content, which the reader of a pack has not compared.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PackEntry(string Name, int Offset, int Length, uint Checksum)
{
    /// <summary>Whether the writer noted a SHA-256; it is checked with the content, never believed.</summary>
    public bool HasDigest { get; init; }
}
