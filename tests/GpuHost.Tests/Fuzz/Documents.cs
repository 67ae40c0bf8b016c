using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace GpuHost.Tests.Fuzz;

/// <summary>Documents made from random numbers: texts in every encoding, and everything that is opened, in each other.</summary>
internal static class Documents
{
    // Not the oldest form of tar, which has no mark and stays closed.
    private static readonly string[] Wrappings = ["gzip", "stored", "deflated", "pax", "gnu", "ustar", "base64"];

    private static readonly string[] Words = ["alpha", "beta", "{", "}", "=", ";", "\n", "\r\n", " ", "été", "漢字", "\U0001F389", "0x1F", "user@example", "//"];

    /// <summary>Some words that hold no secret.</summary>
    public static string Sentence(Random random, int most) =>
        string.Concat(Enumerable.Range(0, random.Next(most)).Select(_ => Words[random.Next(Words.Length)] + " "));

    /// <summary>A text's bytes in one of the encodings that the core knows.</summary>
    public static byte[] Encoded(string text, Random random) => random.Next(5) switch
    {
        0 => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)],
        1 => [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(text)],
        2 => Encoding.Latin1.GetBytes(text),
        _ => Encoding.UTF8.GetBytes(text),
    };

    /// <summary>A content in containers in each other.</summary>
    /// <param name="content">What is innermost.</param>
    /// <param name="depth">How many containers; base64 counts as one.</param>
    /// <param name="random">Chooses them.</param>
    /// <param name="how">Takes their names, the outermost last.</param>
    public static byte[] Wrapped(byte[] content, int depth, Random random, out string how)
    {
        how = "";
        for (var layer = 0; layer < depth; layer++)
        {
            var kind = Wrappings[random.Next(Wrappings.Length)];
            (content, how) = (Wrap(content, kind, random), $"{how} {kind}");
        }

        return content;
    }

    /// <summary>A content in one container, other members before and behind it where it has members.</summary>
    public static byte[] Wrap(byte[] content, string kind, Random random)
    {
        using var stream = new MemoryStream();
        switch (kind)
        {
            case "gzip":
                using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
                    gzip.Write(content);
                break;
            case "stored" or "deflated":
                using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
                {
                    foreach (var (name, bytes) in Members(content, random))
                    {
                        using var entry = zip.CreateEntry(name, kind == "stored" ? CompressionLevel.NoCompression : CompressionLevel.Fastest).Open();
                        entry.Write(bytes);
                    }
                }

                break;
            case "base64":
                stream.Write(Encoding.ASCII.GetBytes(Base64(content, random)));
                break;
            default:
                using (var tar = new TarWriter(stream, leaveOpen: true))
                {
                    foreach (var (name, bytes) in Members(content, random))
                        tar.WriteEntry(Entry(kind, name, bytes));
                }

                break;
        }

        return stream.ToArray();
    }

    private static TarEntry Entry(string kind, string name, byte[] bytes)
    {
        TarEntry entry = kind switch
        {
            "pax" => new PaxTarEntry(TarEntryType.RegularFile, name),
            "gnu" => new GnuTarEntry(TarEntryType.RegularFile, name),
            "ustar" => new UstarTarEntry(TarEntryType.RegularFile, name[..Math.Min(name.Length, 90)]),
            _ => new V7TarEntry(TarEntryType.V7RegularFile, name[..Math.Min(name.Length, 90)]),
        };
        entry.DataStream = new MemoryStream(bytes);
        return entry;
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Members(byte[] content, Random random)
    {
        for (var before = random.Next(3); before > 0; before--)
            yield return ($"before/{before}.txt", Encoding.ASCII.GetBytes("nothing here\n"));
        yield return (random.Next(4) == 0 ? "deep/" + new string('n', 150) : "inner/file", content);
        if (random.Next(2) == 0)
            yield return ("behind.bin", Mutations.Noise(random.Next(64), random));
    }

    // As it stands in configurations and in mail: alone or in lines, with and without what fills up the last group.
    private static string Base64(byte[] content, Random random)
    {
        var encoded = Convert.ToBase64String(content);
        if (random.Next(2) == 0)
            encoded = encoded.TrimEnd('=');
        var end = random.Next(2) == 0 ? "\n" : "\r\n";
        if (random.Next(2) == 0)
            encoded = string.Join(end, encoded.Chunk(60 + (4 * random.Next(5))).Select(line => new string(line)));
        return new string(' ', random.Next(90)) + "data: \"" + encoded + "\"" + end;
    }
}
