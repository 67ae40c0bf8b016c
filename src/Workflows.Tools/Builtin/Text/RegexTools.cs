using System.ComponentModel;
using System.Text.RegularExpressions;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Text;

/// <summary>Regular expressions over a text.</summary>
internal static class RegexTools
{
    public static IEnumerable<ITool> All() =>
    [
        Tool.Create<MatchArguments>("regex_match", "Finds all matches of a regular expression in a text, with their groups.", ToolEffect.ReadOnly, FindAll),
        Tool.Create<ReplaceArguments>("regex_replace", "Replaces the matches of a regular expression in a text.", ToolEffect.ReadOnly, Replace),
    ];

    private static ToolResult FindAll(MatchArguments arguments) => SafeRegex.Run(() =>
    {
        var matches = SafeRegex.Make(arguments.Pattern, arguments.IgnoreCase).Matches(arguments.Text).Take(arguments.Limit).Select(match => new
        {
            match.Index,
            match.Value,
            Groups = match.Groups.Values.Skip(1).Where(group => group.Success).ToDictionary(group => group.Name, group => group.Value, StringComparer.Ordinal),
        }).ToList();
        return ToolResult.Json(new { Matches = matches });
    });

    private static ToolResult Replace(ReplaceArguments arguments) => SafeRegex.Run(() =>
        new ToolResult(SafeRegex.Make(arguments.Pattern, arguments.IgnoreCase).Replace(arguments.Text, arguments.Replacement)));

    private sealed record MatchArguments(string Text, string Pattern, bool IgnoreCase = false, int Limit = 1000);

    private sealed record ReplaceArguments(
        string Text, string Pattern, [property: Description("May name groups: $1, ${name}.")] string Replacement, bool IgnoreCase = false);
}
