using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Runtime.Engine.Replay;

/// <summary>Name-based GUIDs, version 5 of RFC 9562 (SHA-1): the same run, time and counter give the same GUID on every replay.</summary>
internal static class DeterministicGuid
{
    private static readonly Guid Namespace = new("9e952958-5e33-4daf-827f-2fa12937b875");

    public static Guid Create(string instanceId, DateTime now, int counter)
    {
        var name = Encoding.UTF8.GetBytes($"{instanceId}_{now:o}_{counter}");
        var source = new byte[16 + name.Length];
        Namespace.TryWriteBytes(source, bigEndian: true, out _);
        name.CopyTo(source, 16);

#pragma warning disable CA5350 // RFC 9562 prescribes SHA-1 here; nothing is protected by it
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(source, hash);
#pragma warning restore CA5350

        var versionField = (BinaryPrimitives.ReadUInt16BigEndian(hash[6..]) & 0x0FFF) | 0x5000;
        BinaryPrimitives.WriteUInt16BigEndian(hash[6..], (ushort)versionField);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
