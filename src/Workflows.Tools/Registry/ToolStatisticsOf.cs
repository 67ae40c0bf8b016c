using Workflows.Contracts.Tools;
using Workflows.Tools.Journal;

namespace Workflows.Tools.Registry;

/// <summary>Adds up what the journal remembers.</summary>
internal static class ToolStatisticsOf
{
    public static IReadOnlyList<ToolStatistics> Notes(IReadOnlyList<CallNote> notes, Func<string, IReadOnlyList<CallNote>, bool> isOpen) =>
        [.. notes.GroupBy(note => note.Tool, StringComparer.Ordinal).OrderBy(tool => tool.Key, StringComparer.Ordinal).Select(tool => Of(tool, isOpen))];

    private static ToolStatistics Of(IGrouping<string, CallNote> tool, Func<string, IReadOnlyList<CallNote>, bool> isOpen)
    {
        var times = tool.Select(note => note.Ms).Order().ToArray();
        var errors = tool.Where(note => note.Error != ToolErrorKind.None).ToArray();
        return new ToolStatistics(tool.Key, times.Length, errors.Length, At(times, 0.50), At(times, 0.95))
        {
            ByError = errors.GroupBy(note => note.Error).ToDictionary(kind => kind.Key, kind => (long)kind.Count()),
            LastCallAt = tool.Max(note => note.At),
            CircuitOpen = isOpen(tool.Key, [.. tool]),
        };
    }

    /// <summary>The nearest rank.</summary>
    private static double At(long[] sorted, double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
}
