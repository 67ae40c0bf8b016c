using Workflows.Activities.Agents;
using Workflows.Contracts.Review;

namespace Workflows.Activities.Models.Extractive;

/// <summary>Says what tables and logs hold: columns, number of lines, first and last entry.</summary>
internal static class DataReader
{
    private const int ColumnsMax = 12;

    private static readonly char[] Separators = ['\t', ';', ',', '|'];

    public static IEnumerable<Statement> Read(Prompt prompt)
    {
        foreach (var file in prompt.Files.Where(file => file.Lines.Count > 0 && file.Lines[0].Number == 1))
        {
            var statement = file.Kind switch
            {
                PathKind.Data => Table(file),
                PathKind.Log => Log(file),
                _ => null,
            };
            if (statement is not null)
                yield return statement;
        }
    }

    private static Statement? Table(ShownFile file)
    {
        var head = file.Lines[0].Text;
        var separator = Separators.MaxBy(c => head.Count(other => other == c));
        var columns = head.Split(separator).Select(column => column.Trim(' ', '"', '\uFEFF')).ToArray();
        if (columns.Length < 2 || columns.Any(column => column.Length is 0 or > 40 || char.IsDigit(column[0])))
            return null;
        var more = columns.Length > ColumnsMax ? $" and {columns.Length - ColumnsMax} more" : "";
        return Summariser.Make(
            $"{PathTraits.NameOf(file.Path)} is a table of {file.TotalLines - 1:N0} rows with the columns {string.Join(", ", columns.Take(ColumnsMax))}{more}.",
            new Citation(file.Path, 1));
    }

    private static Statement Log(ShownFile file)
    {
        var first = file.Lines[0].Text;
        return Summariser.Make(
            $"{PathTraits.NameOf(file.Path)} is a log of {file.TotalLines:N0} lines that begins with “{(first.Length > 120 ? first[..120] + "…" : first)}”.",
            new Citation(file.Path, 1));
    }
}
