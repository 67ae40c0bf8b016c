using GpuHost.Core.Types;

namespace GpuHost.Core.Containers;

/// <summary>Recognises what can be opened.</summary>
internal static class ContainerKinds
{
    /// <summary>Bytes that are enough to know a container: a tar's mark ends at 262.</summary>
    public const int HeadBytes = 512;

    /// <summary>The kind of content that begins with some bytes.</summary>
    public static ContainerKind Find(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8))
            return ContainerKind.Zip;
        if (head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B, 8]))
            return ContainerKind.Gzip;
        return MagicTable.Find(head) == "application/x-tar" ? ContainerKind.Tar : ContainerKind.None;
    }
}
