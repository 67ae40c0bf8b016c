using System.Formats.Tar;
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
