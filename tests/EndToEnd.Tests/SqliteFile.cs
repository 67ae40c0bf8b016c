using System.Buffers.Binary;

namespace EndToEnd.Tests;

/// <summary>The header of a SQLite file that no process has open, edited as its format page says.</summary>
internal sealed class SqliteFile(string path) : IDisposable
{
    private const int UserVersionOffset = 60;       // https://www.sqlite.org/fileformat.html, 1.3.16: big-endian, 4 bytes

    private readonly FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

    public void SetUserVersion(int version)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, version);
        file.Position = UserVersionOffset;
        file.Write(bytes);
    }

    public void Dispose() => file.Dispose();
}
