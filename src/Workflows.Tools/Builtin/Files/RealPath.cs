namespace Workflows.Tools.Builtin.Files;

/// <summary>Where a path leads once every link in it is followed.</summary>
internal static class RealPath
{
    private const int LinksMax = 40;        // the system's own limit; a circle ends here

    /// <summary>Follows the links of a full path. Parts that do not exist stay as they are.</summary>
    /// <exception cref="IOException">Too many links.</exception>
    public static string Of(string fullPath)
    {
        var links = 0;
        var root = Path.GetPathRoot(fullPath)!;
        var at = root;
        var rest = new Stack<string>(Split(fullPath[root.Length..]).Reverse());
        while (rest.TryPop(out var part))
        {
            if (part == "..")
            {
                at = Path.GetDirectoryName(at) ?? root;
                continue;
            }
            var next = Path.Combine(at, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                at = next;
                continue;
            }
            if (++links > LinksMax)
                throw new IOException($"'{fullPath}' has too many links in it.");
            if (Path.IsPathRooted(target))
                at = Path.GetPathRoot(target)!;
            foreach (var piece in Split(target[(Path.GetPathRoot(target) ?? "").Length..]).Reverse())
                rest.Push(piece);
        }
        return at;
    }

    private static IEnumerable<string> Split(string path) =>
        path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".");
}
