using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Files;

/// <summary>Finds files by name and content.</summary>
internal sealed class SearchTools(FileAccess files)
{
    private const long FileBytesMax = 4L * 1024 * 1024;
    private const int LineCharsMax = 400;

    public IEnumerable<ITool> All() =>
    [
        Tool.Create<SearchArguments>(
            "files_search",
            "Finds files by glob and, with a regular expression, the lines in them that match, with their numbers.",
            ToolEffect.ReadOnly,
            SearchAsync,
            static tool => tool with { OpenWorld = true, Timeout = TimeSpan.FromSeconds(60) }),
    ];

    private async Task<ToolResult> SearchAsync(SearchArguments arguments, ToolRequest request, CancellationToken cancellationToken)
    {
        var folder = files.Readable(arguments.Path, request);
        if (!Directory.Exists(folder))
            throw new ToolException(ToolErrorKind.InvalidArguments, $"There is no folder '{arguments.Path}'.");
        var regex = arguments.Regex is { } pattern ? Text.SafeRegex.Make(pattern, arguments.IgnoreCase) : null;
        var hits = new List<object>();
        foreach (var file in FolderWalk.Files(folder, new Glob(arguments.Glob), cancellationToken).OrderBy(file => file.FullName, StringComparer.Ordinal))
        {
            if (hits.Count >= arguments.Limit)
                break;
            var name = FileAccess.Relative(folder, file.FullName);
            if (regex is null)
                hits.Add(new { Path = name, Bytes = file.Length });
            else
                hits.AddRange(await LinesAsync(file, name, regex, request, cancellationToken));
        }
        return ToolResult.Json(new { Folder = folder, Hits = hits.Take(arguments.Limit), More = hits.Count >= arguments.Limit });
    }

    private async Task<IReadOnlyList<object>> LinesAsync(FileInfo file, string name, Regex regex, ToolRequest request, CancellationToken cancellationToken)
    {
        if (file.Length > FileBytesMax)
            return [];
        try
        {
            await using var stream = files.OpenRead(file.FullName, request);
            var lines = (await TextFile.ReadAsync(stream, FileBytesMax, cancellationToken)).Split('\n');
            return [.. lines.Index().Where(line => regex.IsMatch(line.Item)).Select(line => new
            {
                Path = name, Line = line.Index + 1, Text = line.Item.Length > LineCharsMax ? line.Item[..LineCharsMax] : line.Item.TrimEnd('\r'),
            })];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ToolException)
        {
            return [];      // binary, gone or locked: not what the search is about
        }
    }

    private sealed record SearchArguments(
        [property: Description("Where to look.")] string Path = ".",
        [property: Description("Names, for example **/*.cs or *.{md,txt}.")] string Glob = "**",
        [property: Description("What a line must match; left out, files are listed.")] string? Regex = null,
        bool IgnoreCase = false,
        [property: Description("Most hits.")] [property: Range(1, 100_000)] int Limit = 200);
}
