using System.ComponentModel;
using Workflows.Contracts.Tools;
using Workflows.Tools.Builtin.Files;

namespace Workflows.Tools.Builtin.Text;

/// <summary>Finds passages that are about the same as a question.</summary>
internal sealed class VectorTools(Files.FileAccess files)
{
    private const int ChunksMax = 20_000;
    private const long FileBytesMax = 2L * 1024 * 1024;

    public IEnumerable<ITool> All() =>
    [
        Tool.Create<SearchArguments>(
            "vector_search",
            "Finds the passages of local text files, or of given texts, that are nearest to a question by their words and word pieces.",
            ToolEffect.ReadOnly,
            SearchAsync,
            static tool => tool with { OpenWorld = true, Timeout = TimeSpan.FromSeconds(60) }),
    ];

    private async Task<ToolResult> SearchAsync(SearchArguments arguments, ToolRequest request, CancellationToken cancellationToken)
    {
        var passages = (arguments.Texts ?? []).SelectMany((text, i) => Cut($"text {i + 1}", text)).ToList();
        if (arguments.Folder is { } folder)
            await AddFilesAsync(passages, files.Readable(folder, request), new Glob(arguments.Glob), request, cancellationToken);
        if (passages.Count == 0)
            throw new ToolException(ToolErrorKind.InvalidArguments, "There is nothing to search in: name a folder with text files, or give texts.");
        var question = HashEmbedding.Of(arguments.Query);
        var nearest = passages.AsParallel().WithCancellation(cancellationToken)
            .Select(passage => (Passage: passage, Score: HashEmbedding.Similarity(question, HashEmbedding.Of(passage.Text))))
            .OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Passage.Source, StringComparer.Ordinal).ThenBy(hit => hit.Passage.Line)
            .Take(Math.Clamp(arguments.Top, 1, 100));
        return ToolResult.Json(new
        {
            Passages = nearest.Select(hit => new { hit.Passage.Source, hit.Passage.Line, Score = Math.Round(hit.Score, 4), hit.Passage.Text }).ToList(),
        });
    }

    private async Task AddFilesAsync(List<Passage> passages, string folder, Glob glob, ToolRequest request, CancellationToken cancellationToken)
    {
        foreach (var file in FolderWalk.Files(folder, glob, cancellationToken).Where(file => file.Length <= FileBytesMax))
        {
            if (passages.Count >= ChunksMax)
                return;
            try
            {
                await using var stream = files.OpenRead(file.FullName, request);
                passages.AddRange(Cut(Files.FileAccess.Relative(folder, file.FullName), await TextFile.ReadAsync(stream, FileBytesMax, cancellationToken)));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ToolException)
            {
                continue;       // binary, gone or locked
            }
        }
    }

    private static IEnumerable<Passage> Cut(string source, string text)
    {
        var line = 1;
        foreach (var chunk in TextChunks.Of(text, 800))
        {
            yield return new Passage(source, line, chunk);
            line += chunk.Count(character => character == '\n');
        }
    }

    private sealed record Passage(string Source, int Line, string Text);

    private sealed record SearchArguments(
        string Query,
        [property: Description("Folder whose text files are searched.")] string? Folder = null,
        string Glob = "**",
        [property: Description("Texts to search in place of files, or beside them.")] IReadOnlyList<string>? Texts = null,
        int Top = 8);
}
