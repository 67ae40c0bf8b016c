using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Text;

/// <summary>Regular expressions over a text.</summary>
internal static class RegexTools
{
    private const int CharsMax = 1024 * 1024;        // a match is a character and a replacement a book: their product is no answer

    public static IEnumerable<ITool> All() =>
    [
        Tool.CreateEndable<MatchArguments>("regex_match", "Finds all matches of a regular expression in a text, with their groups.", FindAll),
        Tool.CreateEndable<ReplaceArguments>("regex_replace", "Replaces the matches of a regular expression in a text.", Replace),
    ];

    private static ToolResult FindAll(MatchArguments arguments, CancellationToken cancellationToken) => SafeRegex.Run(() =>
    {
        var all = SafeRegex.Make(arguments.Pattern, arguments.IgnoreCase).Matches(arguments.Text).TakeWhile(_ => Goes(cancellationToken));
        var matches = all.Take(arguments.Limit).Select(match => new
        {
            match.Index,
            match.Value,
            Groups = match.Groups.Values.Skip(1).Where(group => group.Success).ToDictionary(group => group.Name, group => group.Value, StringComparer.Ordinal),
        }).ToList();
        return ToolResult.Json(new { Matches = matches });
    });

    private static ToolResult Replace(ReplaceArguments arguments, CancellationToken cancellationToken) => SafeRegex.Run(() =>
    {
        var written = 0L;
        return new ToolResult(SafeRegex.Make(arguments.Pattern, arguments.IgnoreCase).Replace(arguments.Text, match =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var piece = match.Result(arguments.Replacement);
            written += piece.Length;
            return written <= CharsMax ? piece
                : throw new ToolException(ToolErrorKind.InvalidArguments, $"The result has more than {CharsMax} characters: replace by less, or in a part of the text.");
        }));
    });

    /// <summary>Each match has a time limit of its own; many of them would go on after the tool's.</summary>
    private static bool Goes(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return true;
    }

    private sealed record MatchArguments(
        string Text, string Pattern, bool IgnoreCase = false, [property: Range(1, 100_000)] int Limit = 1000);

    private sealed record ReplaceArguments(
        string Text, string Pattern, [property: Description("May name groups: $1, ${name}.")] string Replacement, bool IgnoreCase = false);
}
