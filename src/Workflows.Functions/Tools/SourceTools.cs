using System.ComponentModel;
using System.Text;
using Workflows.Activities.Agents;
using Workflows.Contracts.Files;
using Workflows.Contracts.Review;
using Workflows.Contracts.Tools;
using Workflows.Functions.Orchestrators;
using Workflows.Tools;

namespace Workflows.Functions.Tools;

/// <summary>
/// Reads and searches the folder that the run's user gave, as the review shows it to models: with secrets masked, and only what a review would list.
/// </summary>
/// <param name="lister">Says which files there are.</param>
/// <param name="core">Finds the secrets.</param>
internal sealed class SourceTools(IFolderLister lister, IFileCore core)
{
    private const int LinesMax = 400;
    private const int HitsMax = 100;
    private const int BatchFiles = 64;
    private const int FilesMax = 5_000;                             // some seconds of scanning; a larger folder is searched part by part
    private const long BytesMax = 256L * 1024 * 1024;

    public IEnumerable<ITool> All() =>
    [
        Tool.Create<ReadArguments>("source_read", "Lines of a text file of the folder, each with its number. Secrets are masked.", ToolEffect.ReadOnly, ReadAsync, Outside),
        Tool.Create<SearchArguments>("source_search", "Lines of the folder's text files that hold a text, as path:line. Secrets are masked.", ToolEffect.ReadOnly, SearchAsync, Outside),
    ];

    private static ToolDescriptor Outside(ToolDescriptor tool) => tool with { OpenWorld = true, Timeout = TimeSpan.FromMinutes(1) };

    private async Task<ToolResult> ReadAsync(ReadArguments arguments, ToolRequest request, CancellationToken cancellationToken)
    {
        var listing = List(request, cancellationToken);
        var path = arguments.Path.Replace('\\', '/');
        if (listing.Files.All(file => file.Path != path))
            throw new ToolException(ToolErrorKind.InvalidArguments, $"'{arguments.Path}' is no file of the folder; source_search gives the paths there are.");
        var source = await SourceAsync(listing.Root, [path], cancellationToken).FirstOrDefaultAsync(cancellationToken)
            ?? throw new ToolException(ToolErrorKind.InvalidArguments, $"'{arguments.Path}' is no text, or too large to read.");
        var first = Math.Max(1, arguments.FirstLine);
        var text = new StringBuilder($"{source.TotalLines} lines\n");
        for (var line = first; line < first + Math.Clamp(arguments.Lines, 1, LinesMax) && line <= source.Lines.Length; line++)
            AppendLine(text, $"{line}", source.Lines[line - 1]);
        return new ToolResult(text.ToString());
    }

    private async Task<ToolResult> SearchAsync(SearchArguments arguments, ToolRequest request, CancellationToken cancellationToken)
    {
        var listing = List(request, cancellationToken);
        var prefix = arguments.Below?.Replace('\\', '/').Trim('/') ?? "";
        var files = listing.Files
            .Where(file => prefix.Length == 0 || file.Path == prefix || file.Path.StartsWith(prefix + "/", StringComparison.Ordinal)).ToList();
        if (files.Count > FilesMax || files.Sum(file => file.Size) > BytesMax)
            throw new ToolException(ToolErrorKind.InvalidArguments, $"There are {files.Count} files to search; name a part of the folder in 'below'.");
        var (text, hits) = (new StringBuilder(), 0);
        foreach (var batch in files.Select(file => file.Path).Chunk(BatchFiles))
        {
            await foreach (var source in SourceAsync(listing.Root, batch, cancellationToken))
            {
                for (var i = 0; i < source.Lines.Length && hits < HitsMax; i++)
                {
                    if (!source.Lines[i].Contains(arguments.Text, StringComparison.OrdinalIgnoreCase))
                        continue;
                    hits++;
                    AppendLine(text, $"{source.Path}:{i + 1}", source.Lines[i]);
                }
            }
        }

        return new ToolResult(hits == 0 ? "No line holds it." : hits == HitsMax ? $"{text}(there may be more)" : text.ToString());
    }

    private FolderListing List(ToolRequest request, CancellationToken cancellationToken)
    {
        if (request.ReadableFolder is not { } folder)
            throw new ToolException(ToolErrorKind.Denied, "This run was given no folder to read.");
        var listing = lister.List(folder, cancellationToken);
        return listing.Problem is { } problem ? throw new ToolException(ToolErrorKind.Failed, problem) : listing;
    }

    private async IAsyncEnumerable<SourceText> SourceAsync(
        string root, string[] paths, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var result = await Task.Run(() => core.Process(new FileBatch(root, paths), cancellationToken), cancellationToken);
        foreach (var file in result.Files.Where(file => file is { IsText: true, Error: null }))
        {
            if (await SourceReader.TryReadAsync(root, FileGroup.ToGroupFile(file), cancellationToken) is { } source)
                yield return source;
        }
    }

    private static void AppendLine(StringBuilder text, string place, string line) =>
        text.Append(place).Append("| ").Append(line.Length <= ExcerptPicker.LineCharsMax ? line : line[..ExcerptPicker.LineCharsMax] + "…").Append('\n');

    private sealed record ReadArguments(
        [property: Description("Path in the folder, with '/'.")] string Path,
        [property: Description("The first line, from 1.")] int FirstLine = 1,
        [property: Description("How many lines, at most 400.")] int Lines = 200);

    private sealed record SearchArguments(
        [property: Description("Text to look for; case does not matter.")] string Text,
        [property: Description("Only this file or folder of the folder.")] string? Below = null);
}
