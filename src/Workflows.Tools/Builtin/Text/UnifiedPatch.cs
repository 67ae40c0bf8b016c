using System.Globalization;
using System.Text.RegularExpressions;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Text;

/// <summary>
/// Applies the unified format. Every line that a hunk keeps or removes must be there; where line numbers are off, the nearest place that fits is taken.
/// </summary>
internal static partial class UnifiedPatch
{
    /// <exception cref="ToolException">A hunk fits nowhere, or this is no patch.</exception>
    public static string Apply(string text, string patch)
    {
        var lines = new List<string>(text.Split('\n'));
        var shift = 0;
        var hunks = Hunks(patch).ToList();
        if (hunks.Count == 0)
            throw new ToolException(ToolErrorKind.InvalidArguments, "The patch has no hunk: a line like '@@ -1,3 +1,4 @@' begins one.");
        foreach (var (start, edits) in hunks)
        {
            var old = edits.Where(edit => edit[0] != '+').Select(edit => edit[1..]).ToArray();
            var fresh = edits.Where(edit => edit[0] != '-').Select(edit => edit[1..]).ToArray();
            var at = Place(lines, old, start - (old.Length == 0 ? 0 : 1) + shift)
                ?? throw new ToolException(ToolErrorKind.InvalidArguments, $"The hunk at line {start} fits nowhere. Read the file again; it has changed.");
            lines.RemoveRange(at, old.Length);
            lines.InsertRange(at, fresh);
            shift += fresh.Length - old.Length;
        }
        return string.Join('\n', lines);
    }

    private static int? Place(List<string> lines, string[] old, int wanted)
    {
        for (var distance = 0; distance <= lines.Count; distance++)
        {
            if (Fits(lines, old, wanted - distance))
                return wanted - distance;
            if (Fits(lines, old, wanted + distance))
                return wanted + distance;
        }
        return null;
    }

    private static bool Fits(List<string> lines, string[] old, int at)
    {
        if (at < 0 || at + old.Length > lines.Count)
            return false;
        for (var i = 0; i < old.Length; i++)
        {
            if (lines[at + i] != old[i])
                return false;
        }
        return true;
    }

    private static IEnumerable<(int Start, List<string> Edits)> Hunks(string patch)
    {
        (int Start, List<string> Edits)? hunk = null;
        foreach (var line in patch.Split('\n'))
        {
            if (Header().Match(line) is { Success: true } header)
            {
                if (hunk is { } done)
                    yield return done;
                hunk = (int.Parse(header.Groups["line"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture), []);
            }
            else if (hunk is { } open && line is [' ' or '+' or '-', ..])
            {
                open.Edits.Add(line);
            }
        }
        if (hunk is { } last)
            yield return last;
    }

    [GeneratedRegex(@"^@@ -(?<line>\d{1,9})(,\d{1,9})? \+\d{1,9}(,\d{1,9})? @@", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Header();
}
