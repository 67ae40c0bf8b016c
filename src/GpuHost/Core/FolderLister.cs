using GpuHost.Core.Intake;
using Workflows.Contracts.Files;
using Workflows.Contracts.Review;

namespace GpuHost.Core;

/// <summary>
/// Lists a folder's files. Folders behind symbolic links are not entered; a linked file is listed when it is a regular file inside the
/// root. Left out without a word, because they are no one's content: metadata of version control (.git, .hg, .svn), our own
/// <c>.workflows</c>, and <c>bin</c> and <c>obj</c> beside a .NET project file. Everything else is listed, node_modules included.
/// </summary>
/// <param name="filesMax">More files than this end the listing with a problem: the listing is one entry of a run's history.</param>
public sealed class FolderLister(int filesMax = FolderLister.FilesMaxDefault) : IFolderLister
{
    /// <summary>The most files a listing may have unless the caller says otherwise.</summary>
    public const int FilesMaxDefault = 100_000;

    private static readonly string[] Metadata = [".git", ".hg", ".svn", ".workflows"];
    private static readonly string[] BuildOutputs = ["bin", "obj"];
    private static readonly string[] ProjectExtensions = [".csproj", ".fsproj", ".vbproj"];

    /// <inheritdoc/>
    public FolderListing List(string folder, CancellationToken cancellationToken)
    {
        var root = Path.GetFullPath(folder);
        if (File.Exists(root))
            return Problem(root, $"'{root}' is a file, not a folder; name the folder that holds it.");
        if (!Directory.Exists(root))
            return Problem(root, $"The folder '{root}' does not exist; check its name.");
        var resolver = new FileResolver(root);
        if (resolver.RootError is { } error)
            return Problem(root, $"The folder '{root}' cannot be opened: {error}");
        return new Walk(root, resolver, filesMax, cancellationToken).Run();
    }

    /// <summary>Whether a file's name marks its folder as a .NET project.</summary>
    internal static bool IsProjectFile(string name) => ProjectExtensions.Contains(Path.GetExtension(name));

    /// <summary>Whether a folder is left out without a word.</summary>
    internal static bool IsLeftOut(string name, bool isProject) =>
        Metadata.Contains(name) || (isProject && BuildOutputs.Contains(name));

    private static FolderListing Problem(string root, string problem) => new(root, [], []) { Problem = problem };

    /// <summary>One listing. Depth first with a stack of its own, so that deep trees cost no call stack.</summary>
    private sealed class Walk(string root, FileResolver resolver, int filesMax, CancellationToken cancellationToken)
    {
        private readonly List<ListedFile> files = [];
        private readonly List<SkippedPath> skipped = [];
        private readonly Stack<Entry> open = new();
        private int skippedLeftOut;
        private int foldersEntered;

        public FolderListing Run()
        {
            string? problem = null;
            open.Push(new Entry("", IsFolder: true));
            while (problem is null && open.TryPop(out var entry))
            {
                cancellationToken.ThrowIfCancellationRequested();
                problem = entry.IsFolder ? EnterFolder(entry.Path) : AddFile(entry.Path);
            }

            if (problem is not null)
                return Problem(root, problem);
            return new FolderListing(root, files, skipped) { SkippedLeftOut = skippedLeftOut };
        }

        private string? EnterFolder(string path)
        {
            // An empty folder costs as much time as a file, so both have the same bound.
            if (++foldersEntered > filesMax)
                return $"'{root}' has more than {filesMax} folders; review a part of it.";
            List<Entry> entries;
            try
            {
                entries = Read(path);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                if (path.Length == 0)
                    return $"The folder '{root}' cannot be read: {error.Message}";
                Skip(path, IsMangled(path) ? FileFault.NameNotText : FileFault.OfFolder(error));
                return null;
            }

            if (entries.Count > filesMax)
                return TooMany();
            var isProject = entries.Exists(entry => !entry.IsFolder && IsProjectFile(entry.Path));
            entries.RemoveAll(entry => entry.IsFolder && IsLeftOut(Path.GetFileName(entry.Path), isProject));

            // '/' behind folder names gives the ordinal order of whole paths; the stack wants the last one first.
            entries.Sort((left, right) => string.CompareOrdinal(right.SortKey, left.SortKey));
            entries.ForEach(open.Push);
            return null;
        }

        private List<Entry> Read(string path)
        {
            var everything = new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };
            var entries = new List<Entry>();
            foreach (var info in new DirectoryInfo(Path.Join(root, path)).EnumerateFileSystemInfos("*", everything))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var isFolder = (info.Attributes & (FileAttributes.Directory | FileAttributes.ReparsePoint)) == FileAttributes.Directory;
                entries.Add(new Entry(path.Length == 0 ? info.Name : $"{path}/{info.Name}", isFolder));
                if (entries.Count > filesMax)
                    break;
            }

            return entries;
        }

        private string? AddFile(string path)
        {
            var full = Path.Join(root, path);
            if (resolver.Examine(ref full) is { } reason)
            {
                Skip(path, Explain(path, reason));
                return null;
            }

            if (files.Count == filesMax)
                return TooMany();
            try
            {
                files.Add(new ListedFile(path, new FileInfo(full).Length));
            }
            catch (FileNotFoundException)
            {
                Skip(path, FileFault.Missing);
            }

            return null;
        }

        private static string Explain(string path, string reason)
        {
            if (reason == FileFault.FromKind(FileKind.Folder))
                return "Symbolic links to folders are not followed.";
            return reason == FileFault.Missing && IsMangled(path) ? FileFault.NameNotText : reason;
        }

        // Names that are no UTF-8 come with the replacement character, which names another file, or none.
        private static bool IsMangled(string path) => path.Contains('\uFFFD', StringComparison.Ordinal);

        private string TooMany() => $"'{root}' has more than {filesMax} files; review a part of it, or raise the limit.";

        private void Skip(string path, string reason)
        {
            if (skipped.Count < FolderListing.SkippedMax)
                skipped.Add(new SkippedPath(path, reason));
            else
                skippedLeftOut++;
        }
    }

    private sealed record Entry(string Path, bool IsFolder)
    {
        public string SortKey { get; } = IsFolder ? Path + "/" : Path;
    }
}
