using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Text;

/// <summary>The shortest way from one list of lines to another: Myers, "An O(ND) Difference Algorithm and Its Variations", 1986.</summary>
internal static class LineDiff
{
    private const int DifferencesMax = 4_000;       // the trace grows with the square: 64 MB here

    /// <summary>Lines in order: kept (' '), removed ('-') or added ('+').</summary>
    public static IReadOnlyList<(char Kind, string Line)> Of(string[] before, string[] after)
    {
        var trace = Trace(before, after);
        var edits = new List<(char, string)>();
        var (x, y) = (before.Length, after.Length);
        for (var d = trace.Count - 1; d >= 0; d--)
        {
            var ends = trace[d];
            var k = x - y;
            var down = k == -d || (k != d && ends[k - 1 + d + 1] < ends[k + 1 + d + 1]);
            var previous = down ? k + 1 : k - 1;
            var fromX = d == 0 ? 0 : ends[previous + d + 1];
            var fromY = fromX - previous;
            if (d == 0)
                fromY = 0;
            while (x > fromX && y > fromY)
            {
                edits.Add((' ', before[--x]));
                y--;
            }
            if (d == 0)
                break;
            edits.Add(down ? ('+', after[fromY]) : ('-', before[fromX]));
            (x, y) = (fromX, fromY);
        }
        edits.Reverse();
        return edits;
    }

    /// <summary>For each number of differences the furthest ends before it, on diagonals -d-1 to d+1.</summary>
    private static List<int[]> Trace(string[] before, string[] after)
    {
        var trace = new List<int[]>();
        var most = before.Length + after.Length;
        var ends = new int[(2 * most) + 3];
        for (var d = 0; d <= most; d++)
        {
            if (d > DifferencesMax)
                throw new ToolException(ToolErrorKind.InvalidArguments, $"The texts differ in more than {DifferencesMax} lines. Compare parts of them.");
            trace.Add(ends.AsSpan(most + 1 - d - 1, (2 * d) + 3).ToArray());
            for (var k = -d; k <= d; k += 2)
            {
                var at = most + 1 + k;
                var x = k == -d || (k != d && ends[at - 1] < ends[at + 1]) ? ends[at + 1] : ends[at - 1] + 1;
                var y = x - k;
                while (x < before.Length && y < after.Length && before[x] == after[y])
                    (x, y) = (x + 1, y + 1);
                ends[at] = x;
                if (x >= before.Length && y >= after.Length)
                    return trace;
            }
        }
        return trace;
    }
}
