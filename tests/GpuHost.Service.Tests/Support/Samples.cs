using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace GpuHost.Service.Tests.Support;

/// <summary>Files of many kinds, made from a seed, and archives of them.</summary>
internal static class Samples
{
    // The same files make the same archives, whenever.
    private static readonly DateTimeOffset Moment = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // In pieces, because it has the form of a secret.
    public static string Secret => "AKIA" + "QXRUN6XQ3J7T" + "V2LM";

    /// <summary>Small sources with and without findings, binary data, an empty file, UTF-16, a file larger than a block and a container.</summary>
    public static Dictionary<string, byte[]> Files(int seed, int count = 40)
    {
        var random = new Random(seed);
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["empty.txt"] = [],
            ["keys/aws.env"] = Encoding.UTF8.GetBytes($"# {seed}\nKEY={Secret}\n"),
            ["keys/wide.txt"] = Encoding.Unicode.GetBytes($"\uFEFFkey {Secret} {seed}\n"),
            ["large.log"] = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 12_000).Select(line => $"{line} {seed} GET /orders/{line * 7} 200\n"))),
        };
        for (var index = 0; index < count; index++)
        {
            var content = new byte[random.Next(2_000)];
            random.NextBytes(content);
            files[$"data/part{index % 5}/{index}.bin"] = content;
            files[$"src/part{index % 5}/Type{index}.cs"] = Encoding.UTF8.GetBytes($"namespace Part{index % 5};\n\npublic sealed class Type{index} // {random.Next()}\n{{\n}}\n");
        }

        files["archive.zip"] = Zip(new Dictionary<string, byte[]> { ["inner/secret.txt"] = Encoding.UTF8.GetBytes($"a {Secret} b {seed}") });
        return files.ToDictionary(StringComparer.Ordinal);
    }

    public static byte[] Zip(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                var entry = zip.CreateEntry(name);
                entry.LastWriteTime = Moment;
                using var target = entry.Open();
                target.Write(content);
            }
        }

        return memory.ToArray();
    }

    /// <summary>A zip of empty members, written by hand: local headers of 30 bytes, a directory of 46 and its end in the form for many.</summary>
    public static byte[] ZipOfNothing(int members)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        using var directory = new MemoryStream();
        using var listed = new BinaryWriter(directory);
        for (var member = 0; member < members; member++)
        {
            var (name, at) = (Encoding.ASCII.GetBytes(member.ToString("x", CultureInfo.InvariantCulture)), (uint)memory.Position);
            writer.Write([0x50, 0x4B, 3, 4, 20, .. new byte[21], (byte)name.Length, 0, 0, 0, .. name]);
            listed.Write([0x50, 0x4B, 1, 2, 20, 0, 20, .. new byte[21], (byte)name.Length, .. new byte[13]]);
            listed.Write(at);
            listed.Write(name);
        }

        var start = memory.Position;
        writer.Write(directory.ToArray());
        writer.Write([0x50, 0x4B, 6, 6, 44, 0, 0, 0, 0, 0, 0, 0, 45, 0, 45, 0, .. new byte[8]]);
        foreach (var value in new long[] { members, members, directory.Length, start })
            writer.Write(value);
        writer.Write([0x50, 0x4B, 6, 7, 0, 0, 0, 0]);
        writer.Write(start + directory.Length);
        writer.Write([1, 0, 0, 0, 0x50, 0x4B, 5, 6, 0, 0, 0, 0, .. Enumerable.Repeat((byte)255, 12), 0, 0]);
        return memory.ToArray();
    }

    public static byte[] Tar(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        using var memory = new MemoryStream();
        using (var tar = new TarWriter(memory, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (name, content) in files)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content), ModificationTime = Moment });
        }

        return memory.ToArray();
    }

    public static byte[] Gzip(byte[] content)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(content);
        return memory.ToArray();
    }

    public static void WriteTo(string folder, IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        foreach (var (name, content) in files)
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
        }
    }
}
