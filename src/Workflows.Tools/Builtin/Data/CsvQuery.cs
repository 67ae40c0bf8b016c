using System.Globalization;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Data;

/// <summary>Select, where and group by over CSV.</summary>
internal static class CsvQuery
{
    public static ToolResult Run(JsonTools.CsvArguments arguments)
    {
        var rows = CsvText.Rows(arguments.Csv, arguments.Separator is [var one] ? one : ',').GetEnumerator();
        if (!rows.MoveNext())
            throw new ToolException(ToolErrorKind.InvalidArguments, "The CSV has no header line.");
        var header = rows.Current;
        var conditions = (arguments.Where ?? []).Select(condition => (Column: Column(header, condition.Column), Condition: condition)).ToArray();
        var found = Read(rows).Where(row => conditions.All(condition => Holds(At(row, condition.Column), condition.Condition)));
        return arguments.GroupBy is { } group
            ? ToolResult.Json(new { Groups = Groups(found, Column(header, group), arguments.SumOf is { } sum ? Column(header, sum) : null) })
            : Rows(found, header, arguments);
    }

    private static IEnumerable<string[]> Read(IEnumerator<string[]> rows)
    {
        while (rows.MoveNext())
            yield return rows.Current;
    }

    private static ToolResult Rows(IEnumerable<string[]> found, string[] header, JsonTools.CsvArguments arguments)
    {
        var columns = (arguments.Select ?? header).Select(name => (Name: name, Index: Column(header, name)))
            .DistinctBy(column => column.Name, StringComparer.Ordinal).ToArray();
        var rows = found.Take(arguments.Limit + 1)
            .Select(row => columns.ToDictionary(column => column.Name, column => At(row, column.Index), StringComparer.Ordinal))
            .ToList();
        return ToolResult.Json(new { Rows = rows.Take(arguments.Limit), More = rows.Count > arguments.Limit });
    }

    private static IEnumerable<object> Groups(IEnumerable<string[]> rows, int group, int? sum) =>
        rows.GroupBy(row => At(row, group), StringComparer.Ordinal).OrderBy(rows => rows.Key, StringComparer.Ordinal).Select(rows => new
        {
            Value = rows.Key,
            Count = rows.Count(),
            Sum = sum is { } column ? rows.Sum(row => Number(At(row, column)) ?? 0) : (double?)null,
        });

    private static bool Holds(string value, JsonTools.CsvCondition condition) => condition.Operator switch
    {
        CsvOperator.Equals => value == condition.Value,
        CsvOperator.Contains => value.Contains(condition.Value, StringComparison.OrdinalIgnoreCase),
        CsvOperator.Above => Number(value) > Number(condition.Value),
        _ => Number(value) < Number(condition.Value),
    };

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string At(string[] row, int column) => column < row.Length ? row[column] : "";

    private static int Column(string[] header, string name)
    {
        var index = Array.IndexOf(header, name);
        return index >= 0 ? index : throw new ToolException(ToolErrorKind.InvalidArguments, $"There is no column '{name}'. There are: {string.Join(", ", header)}.");
    }
}
