namespace GpuHost.Core.Intake;

/// <summary>
/// Turns the relative paths of a batch into full paths of regular files inside the root, or into the sentence that says why not. It opens
/// nothing. Serves one batch: folders are resolved once each.
/// </summary>
internal sealed class FileResolver
{
    private readonly string root;
    private readonly Dictionary<string, (string Real, string? Error)> folders = new(StringComparer.Ordinal);

    public FileResolver(string root)
    {
        this.root = Path.GetFullPath(root);
        var error = RealPath(this.root, out var real);
        RootError = error is null ? null : $"The folder '{this.root}' cannot be opened: {error}";
        RealRoot = real;
    }

    /// <summary>Why nothing can be resolved; null when the root exists.</summary>
    public string? RootError { get; }

    /// <summary>The root with symbolic links resolved.</summary>
    public string RealRoot { get; }

    /// <summary>Folders resolved so far.</summary>
    public int FoldersKnown => folders.Count;

    /// <summary>Resolves one path.</summary>
    /// <param name="path">Relative path, '/' between its parts.</param>
    /// <param name="full">The full path to open.</param>
    /// <returns>Null, or why the file is refused.</returns>
    public string? Resolve(string path, out string full)
    {
        full = "";
        if (RootError is not null)
            return RootError;
        if (RefuseForm(path) is { } refusal)
            return refusal;
        var slash = path.LastIndexOf('/');
        var (folder, error) = ResolveFolder(slash < 0 ? "" : path[..slash]);
        if (error is not null)
            return error;
        full = Path.Join(folder, path[(slash + 1)..]);
        return Examine(ref full);
    }

    /// <summary>What a full path stands for; a symbolic link is followed only to a regular file inside the root.</summary>
    public string? Examine(ref string full)
    {
        if (Stat(full, out var kind) is { } error)
            return error;
        if (kind != FileKind.SymbolicLink)
            return FileFault.FromKind(kind);
        if (RealPath(full, out var real) is { } linkError)
            return linkError == FileFault.Missing ? FileFault.LinkBroken : linkError;
        if (real != RealRoot && !IsInside(real))
            return FileFault.LinkOutside;
        full = real;
        return Stat(real, out kind) ?? FileFault.FromKind(kind);
    }

    private static string? RefuseForm(string path)
    {
        if (path.Length == 0)
            return "The path is empty.";
        if (Path.IsPathRooted(path))
            return "The path is absolute; it must be relative to the folder.";
        if (path.Contains('\0', StringComparison.Ordinal))
            return "The path contains a NUL character.";
        foreach (var part in path.Split('/'))
        {
            if (part is "" or "." or "..")
                return "The path contains an empty part, '.' or '..', which could lead out of the folder.";
        }

        return null;
    }

    private static string? Stat(string full, out FileKind kind)
    {
        if (UnixFile.HasStat)
        {
            var code = UnixFile.TryStat(full, out var status);
            kind = status.Kind;
            return code == 0 ? null : FileFault.FromErrorNumber(code);
        }

        kind = FileKind.Regular;
        var info = new FileInfo(full);
        if (info.LinkTarget is not null)
            kind = FileKind.SymbolicLink;
        else if (Directory.Exists(full))
            kind = FileKind.Folder;
        else if (!info.Exists)
            return FileFault.Missing;
        return null;
    }

    private static string? RealPath(string full, out string real)
    {
        real = full;
        if (!OperatingSystem.IsWindows())
        {
            var code = UnixFile.TryRealPath(full, out real);
            return code == 0 ? null : FileFault.FromErrorNumber(code);
        }

        try
        {
            real = File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
            return Path.Exists(real) ? null : FileFault.Missing;
        }
        catch (IOException)
        {
            return FileFault.LinkLoop;
        }
    }

    private (string Real, string? Error) ResolveFolder(string folder)
    {
        if (folders.TryGetValue(folder, out var known))
            return known;
        var error = RealPath(Path.Join(root, folder), out var real);
        if (error is null && real != RealRoot && !IsInside(real))
            error = FileFault.LinkOutside;
        return folders[folder] = (real, error);
    }

    private bool IsInside(string real) =>
        real.Length > RealRoot.Length && real.StartsWith(RealRoot, StringComparison.Ordinal)
        && (RealRoot.EndsWith(Path.DirectorySeparatorChar) || real[RealRoot.Length] == Path.DirectorySeparatorChar);
}
