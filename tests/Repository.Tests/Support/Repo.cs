using System.Runtime.CompilerServices;
using System.Text;

namespace Repository.Tests.Support;

/// <summary>The files of this repository: what a clone holds, and what will be in the next commit.</summary>
internal static class Repo
{
    private const int TextBytesMax = 4 * 1024 * 1024;       // nothing we write by hand is larger

    private static readonly string[] NotText = [".png", ".jpg", ".gif", ".ico", ".zip", ".gz", ".pdf", ".dll", ".db", ".nupkg", ".user"];

    public static string Root { get; } = FindRoot(AppContext.BaseDirectory) ?? FindRoot(ThisFile())
        ?? throw new DirectoryNotFoundException("Workflows.sln is in no folder above this test.");

    /// <summary>Every text file.</summary>
    public static IReadOnlyList<SourceFile> Files { get; } = [.. Walk(Root).Order(StringComparer.Ordinal).Select(Load)];

    /// <summary>C# of src, tests and bench; samples hold whatever they demonstrate.</summary>
    public static IEnumerable<SourceFile> CSharp =>
        Files.Where(file => file.Path.EndsWith(".cs", StringComparison.Ordinal) && !IsSample(file));

    public static bool IsSample(SourceFile file) => file.Path.StartsWith("samples/", StringComparison.Ordinal);

    public static SourceFile File(string path) =>
        Files.FirstOrDefault(file => file.Path == path) ?? throw new FileNotFoundException($"The repository has no {path}.", path);

    private static string ThisFile([CallerFilePath] string path = "") => path;

    private static string? FindRoot(string start)
    {
        for (var folder = Path.GetDirectoryName(Path.Join(start, "x")); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (System.IO.File.Exists(Path.Join(folder, "Workflows.sln")))
                return folder;
        }

        return null;
    }

    /// <summary>
    /// Walks instead of asking git, which refuses to answer in a folder that another user owns. The names in .gitignore are left out.
    /// </summary>
    private static IEnumerable<string> Walk(string root)
    {
        var ignored = System.IO.File.ReadAllLines(Path.Join(root, ".gitignore")).Select(line => line.Trim('/', ' ', '*'))
            .Where(line => line.Length > 0).Append(".git").ToHashSet(StringComparer.Ordinal);
        var folders = new Stack<string>([root]);
        while (folders.TryPop(out var folder))
        {
            foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
            {
                if (ignored.Contains(entry.Name) || entry.LinkTarget is not null)
                    continue;
                if (entry is DirectoryInfo)
                    folders.Push(entry.FullName);
                else if (entry is FileInfo { Length: <= TextBytesMax } && !NotText.Contains(entry.Extension))
                    yield return entry.FullName;
            }
        }
    }

    private static SourceFile Load(string path) =>
        new(Path.GetRelativePath(Root, path).Replace('\\', '/'), System.IO.File.ReadAllText(path, Encoding.UTF8).ReplaceLineEndings("\n"));
}
