using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using GpuHost.Tests.Core;

namespace GpuHost.Tests.Cuda;

/// <summary>
/// A batch of every kind of file, made from a seed: what <see cref="Texts.Files"/> has, archives, files larger than a block and than half a device's batch.
/// </summary>
internal static class EngineFiles
{
    public static IReadOnlyList<(string Name, byte[] Bytes)> Of(int seed, int count = 150)
    {
        var files = Texts.Files(seed, count).Select((file, index) => ($"d{index % 7}/{file.Name}", file.Bytes)).ToList();
        files.Insert(count / 3, ("a.zip", Zip(Texts.Files(seed + 1, 12))));
        files.Insert(count / 2, ("b.tar", Tar(Texts.Files(seed + 2, 12))));
        files.Add(("c.md.gz", Gzip(Texts.Of(seed + 3, 400))));
        files.Add(("inline.txt", Encoding.ASCII.GetBytes($"data:{Convert.ToBase64String(Encoding.ASCII.GetBytes($"key {Planted.Examples["aws-key"].Match} end"))}")));
        files.Insert(2, ("large.cs", Repeated(Texts.Of(seed + 4, 500), 200_000)));
        files.Insert(count / 4, ("wide.txt", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(Texts.Of(seed + 5, 9_000)))]));
        files.Insert(count / 2, ("huge.md", Repeated(Texts.Of(seed + 6, 900), 700_000)));      // more than half a batch of the small device
        files.Add(("empty.txt", []));
        return files;
    }

    /// <summary>A text that ends with a piece that is left to the processor.</summary>
    public static byte[] EndingWithALongPiece(int bytes)
    {
        var text = Repeated("some words of a text\n"u8.ToArray(), bytes);
        "qzjxkvwpfyqzjxkvwpfy"u8.CopyTo(text.AsSpan(bytes - 20));
        for (var at = bytes - 200; at < bytes - 20; at++)
            text[at] = (byte)('a' + (at * 7 % 26));
        text[bytes - 201] = (byte)' ';
        return text;
    }

    private static byte[] Repeated(byte[] part, int bytes)
    {
        var text = new byte[bytes];
        for (var at = 0; at < bytes; at += part.Length)
            part.AsSpan(0, Math.Min(part.Length, bytes - at)).CopyTo(text.AsSpan(at));
        return text;
    }

    private static byte[] Zip(IEnumerable<(string Name, byte[] Bytes)> files)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in files)
            {
                using var target = zip.CreateEntry(name).Open();
                target.Write(bytes);
            }
        }

        return memory.ToArray();
    }

    private static byte[] Tar(IEnumerable<(string Name, byte[] Bytes)> files)
    {
        using var memory = new MemoryStream();
        using (var tar = new TarWriter(memory, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (name, bytes) in files)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes) });
        }

        return memory.ToArray();
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return memory.ToArray();
    }
}
