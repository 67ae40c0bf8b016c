using System.Text;

namespace Workflows.Tools.Builtin.Text;

/// <summary>Writes the unified format.</summary>
internal static class UnifiedDiff
{
    public static string Of(string before, string after, int context)
    {
        context = Math.Clamp(context, 0, 100);
        var edits = LineDiff.Of(before.Split('\n'), after.Split('\n'));
        var text = new StringBuilder();
        var (oldLine, newLine) = (1, 1);
        for (var i = 0; i < edits.Count;)
        {
            if (edits[i].Kind == ' ' && !ChangeWithin(edits, i, context))
            {
                (oldLine, newLine, i) = (oldLine + 1, newLine + 1, i + 1);
                continue;
            }
            var end = HunkEnd(edits, i, context);
            var hunk = edits.Skip(i).Take(end - i).ToList();
            var (oldCount, newCount) = (hunk.Count(edit => edit.Kind != '+'), hunk.Count(edit => edit.Kind != '-'));
            text.Append("@@ -").Append(Range(oldLine, oldCount)).Append(" +").Append(Range(newLine, newCount)).Append(" @@\n");
            foreach (var (kind, line) in hunk)
                text.Append(kind).Append(line).Append('\n');
            (oldLine, newLine, i) = (oldLine + oldCount, newLine + newCount, end);
        }
        return text.ToString();
    }

    private static string Range(int line, int count) => count == 1 ? $"{line}" : $"{(count == 0 ? line - 1 : line)},{count}";

    private static bool ChangeWithin(IReadOnlyList<(char Kind, string Line)> edits, int from, int context)
    {
        for (var i = from; i < edits.Count && i <= from + context; i++)
        {
            if (edits[i].Kind != ' ')
                return true;
        }
        return false;
    }

    private static int HunkEnd(IReadOnlyList<(char Kind, string Line)> edits, int start, int context)
    {
        var last = start;
        for (var i = start; i < edits.Count && i - last <= (2 * context) + 1; i++)
        {
            if (edits[i].Kind != ' ')
                last = i;
        }
        return Math.Min(edits.Count, last + context + 1);
    }
}
