using GpuHost.Core.Scan;

namespace Files.Bench;

/// <summary>All files of a folder in one piece of memory, as the core's arena holds them; files above 4 MB are cut there.</summary>
internal sealed class Corpus
{
    private const int FileBytesMax = 4 * 1024 * 1024;
    private const int BytesMax = 1_000_000_000;

    private static readonly Dictionary<string, Corpus> Loaded = new(StringComparer.Ordinal);

    private Corpus(string folder, List<string> paths, byte[] memory, List<(int Start, int Length)> files)
    {
        (Folder, Memory, Files) = (folder, memory, files);
        Paths = paths.ConvertAll(path => Path.GetRelativePath(folder, path));
        Bytes = files.Sum(file => (long)file.Length);
    }

    public string Folder { get; }

    /// <summary>Relative paths, those of <see cref="Files"/> first.</summary>
    public List<string> Paths { get; }

    public byte[] Memory { get; }

    public List<(int Start, int Length)> Files { get; }

    public long Bytes { get; }

    /// <summary>Reads a folder, once.</summary>
    public static Corpus Of(string folder)
    {
        if (!Loaded.TryGetValue(folder, out var corpus))
            Loaded[folder] = corpus = Load(folder);
        return corpus;
    }

    private static Corpus Load(string folder)
    {
        var paths = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var sizes = paths.ConvertAll(path => (int)Math.Min(new FileInfo(path).Length, FileBytesMax));
        var total = Math.Min(sizes.Sum(size => (long)size + Prefilter.PaddingBytes), BytesMax) + (2 * Prefilter.PaddingBytes);
        var memory = GC.AllocateArray<byte>((int)total, pinned: true);
        var files = new List<(int, int)>();
        var at = Prefilter.PaddingBytes;
        for (var index = 0; index < paths.Count && at + sizes[index] + Prefilter.PaddingBytes <= memory.Length; index++)
        {
            using var file = File.OpenRead(paths[index]);
            file.ReadExactly(memory.AsSpan(at, sizes[index]));
            files.Add((at, sizes[index]));
            at += sizes[index] + Prefilter.PaddingBytes;
        }

        return new Corpus(folder, paths, memory, files);
    }
}
