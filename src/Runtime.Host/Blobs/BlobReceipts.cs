using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Runtime.Host.Blobs;

/// <summary>
/// Which version of which blob a function is done with, and how often it was tried. One file that only grows, of records of 32 bytes:
/// <code>kind and attempts (4)  check (4)  hash of the name (16)  hash of the etag (8)</code>
/// A success is flushed to the disk before it counts, one flush for all that wait; an attempt is written before it begins, so that the process's
/// death in it is counted. A record that a crash cut off is recognised by its check and ends the file. Safe for several threads.
/// </summary>
internal sealed class BlobReceipts : IDisposable
{
    private const int RecordBytes = 32;
    private const int Unbuffered = 0;           // what was written outlives the process
    private const int CompactFrom = 4096;       // records; below, a file that repeats itself costs nothing

    private readonly Lock gate = new();
    private readonly Dictionary<UInt128, Entry> entries = [];
    private readonly string path;
    private readonly SemaphoreSlim flushing = new(1);
    private FileStream file;
    private long appended;
    private long flushed;

    /// <param name="path">The file; made when missing, as is its folder.</param>
    public BlobReceipts(string path)
    {
        this.path = path;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, Unbuffered);
        var records = Load();
        if (records > CompactFrom && records > 2 * entries.Count)
            Compact();
    }

    /// <summary>Whether the file's end had to be left out.</summary>
    public bool WasDamaged { get; private set; }

    public bool IsDone(string blob, string etag)
    {
        lock (gate)
            return entries.TryGetValue(HashOf(blob), out var entry) && entry.Done && entry.ETag == HashOfETag(etag);
    }

    /// <summary>How often this version was tried, the attempts that the process did not survive included.</summary>
    public int Attempts(string blob, string etag)
    {
        lock (gate)
            return entries.TryGetValue(HashOf(blob), out var entry) && !entry.Done && entry.ETag == HashOfETag(etag) ? entry.Attempts : 0;
    }

    /// <summary>Notes how often the version was tried, the attempt that now begins included.</summary>
    public void SetAttempts(string blob, string etag, int attempts) => Append(blob, new Entry(HashOfETag(etag), attempts, Done: false));

    /// <summary>The version never runs again. On disk when the task ends.</summary>
    public async Task DoneAsync(string blob, string etag)
    {
        var mine = Append(blob, new Entry(HashOfETag(etag), 0, Done: true));
        await flushing.WaitAsync();
        try
        {
            if (Interlocked.Read(ref flushed) >= mine)
                return;         // somebody's flush came after our write
            var written = Interlocked.Read(ref appended);
            RandomAccess.FlushToDisk(file.SafeFileHandle);
            Interlocked.Exchange(ref flushed, written);
        }
        finally
        {
            flushing.Release();
        }
    }

    public void Dispose()
    {
        lock (gate)
            file.Dispose();
        flushing.Dispose();
    }

    private static UInt128 HashOf(string blob) => BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(blob)));

    private static ulong HashOfETag(string etag) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(etag)));

    private long Append(string blob, Entry entry)
    {
        var key = HashOf(blob);
        Span<byte> record = stackalloc byte[RecordBytes];
        Write(record, key, entry);
        lock (gate)
        {
            entries[key] = entry;
            file.Write(record);
            return ++appended;
        }
    }

    private int Load()
    {
        var count = 0;
        Span<byte> record = stackalloc byte[RecordBytes];
        using var reader = new BufferedStream(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadAtLeast(record, RecordBytes, throwOnEndOfStream: false) == RecordBytes && TryRead(record, out var key, out var entry))
        {
            entries[key] = entry;
            count++;
        }
        WasDamaged = file.Length > (long)count * RecordBytes;
        file.SetLength((long)count * RecordBytes);
        file.Position = file.Length;
        return count;
    }

    private void Compact()
    {
        var draft = path + ".new";
        using (var whole = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            Span<byte> record = stackalloc byte[RecordBytes];
            foreach (var (key, entry) in entries)
            {
                Write(record, key, entry);
                whole.Write(record);
            }
            whole.Flush(flushToDisk: true);
        }
        file.Dispose();
        File.Move(draft, path, overwrite: true);
        file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, Unbuffered);
        file.Position = file.Length;
    }

    private static void Write(Span<byte> record, UInt128 key, Entry entry)
    {
        BinaryPrimitives.WriteInt32LittleEndian(record, entry.Done ? -1 : entry.Attempts);
        BinaryPrimitives.WriteUInt128LittleEndian(record[8..], key);
        BinaryPrimitives.WriteUInt64LittleEndian(record[24..], entry.ETag);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], Check(record));
    }

    private static bool TryRead(ReadOnlySpan<byte> record, out UInt128 key, out Entry entry)
    {
        var kind = BinaryPrimitives.ReadInt32LittleEndian(record);
        key = BinaryPrimitives.ReadUInt128LittleEndian(record[8..]);
        entry = new Entry(BinaryPrimitives.ReadUInt64LittleEndian(record[24..]), Math.Max(kind, 0), kind < 0);
        return BinaryPrimitives.ReadUInt32LittleEndian(record[4..]) == Check(record);
    }

    // FNV-1a over everything but itself; an empty block of a file system is no record.
    private static uint Check(ReadOnlySpan<byte> record)
    {
        var hash = 2166136261u;
        for (var i = 0; i < RecordBytes; i++)
        {
            if (i is < 4 or >= 8)
                hash = (hash ^ record[i]) * 16777619u;
        }
        return hash;
    }

    private readonly record struct Entry(ulong ETag, int Attempts, bool Done);
}
