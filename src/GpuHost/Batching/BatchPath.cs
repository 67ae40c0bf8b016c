using System.Text;

namespace GpuHost.Batching;

/// <summary>
/// What a path in a batch must look like. Nothing here opens what such a path names; but results are read by others, who may, so a path that leads out
/// of where it belongs is refused, and named.
/// </summary>
internal static class BatchPath
{
    private const int BytesMax = 4_096;     // the longest path of Linux
    private const int ShownMax = 300;

    /// <summary>Why a path is refused; null when it is not.</summary>
    public static string? Refuse(string path)
    {
        if (path.Length == 0)
            return "The path is empty.";
        if (Encoding.UTF8.GetByteCount(path) > BytesMax)
            return $"The path has more than {BytesMax:N0} bytes.";
        if (path[0] is '/' or '\\' || (path.Length > 1 && path[1] == ':' && char.IsAsciiLetter(path[0])))
            return "The path is absolute; it must be relative.";
        foreach (var letter in path)
        {
            if (char.IsControl(letter))
                return "The path contains control characters.";
        }

        foreach (var part in path.AsSpan().SplitAny('/', '\\'))
        {
            if (path.AsSpan(part) is "" or "." or "..")
                return "The path contains an empty part, '.' or '..', which could lead elsewhere.";
        }

        return null;
    }

    /// <summary>A refused path as a record shows it: cut, and without characters that could play tricks.</summary>
    public static string Shown(string path)
    {
        var cut = path.Length <= ShownMax ? path : string.Concat(path.AsSpan(0, ShownMax), "…");
        return string.Create(cut.Length, cut, static (target, source) =>
        {
            for (var index = 0; index < target.Length; index++)
                target[index] = char.IsControl(source[index]) || char.IsSurrogate(source[index]) ? '\uFFFD' : source[index];
        });
    }
}
