using GpuHost.Core;
using GpuHost.Core.Similar;
using Workflows.Contracts.Files;

namespace Workflows.Cli.Files;

/// <summary>Searches a folder's texts by what a model makes of their beginnings.</summary>
internal static class MeaningSearch
{
    private const int TextsAtOnce = 64;

    /// <summary>Finds the files nearest to a text.</summary>
    /// <param name="embedder">The model.</param>
    /// <param name="query">A text, or a file that is one.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="count">How many.</param>
    /// <param name="stopping">Ctrl+C.</param>
    /// <returns>Paths with the cosine, nearest first.</returns>
    public static IReadOnlyList<(string Path, double Similarity)> Find(IEmbedder embedder, string query, string folder, int count, CancellationToken stopping)
    {
        var wanted = File.Exists(query) ? embedder.Embed([TextOf(query)], stopping)[0] : embedder.EmbedQuery(query, stopping);
        if (Array.TrueForAll(wanted, value => value == 0))
            throw new CliException(ExitCode.BadInput, "The model makes nothing of the query; give a longer text or another file.");
        var (index, paths) = (new VectorIndex(embedder.Dimensions), new List<string>());
        var waiting = new List<(string Path, string Text)>(TextsAtOnce);
        FileRun.Run(folder, new FileCoreOptions { CountTokens = false }, FileRun.Rules(null).Only(), OnFile, stopping);
        EmbedWaiting();
        return [.. index.Search(wanted, count).Select(hit => (paths[hit.Index], (double)hit.Cosine))];

        void OnFile(FileFacts facts)
        {
            var record = facts.Record;
            if (!record.IsText || record.Size == 0 || record.Error is not null)
                return;
            if (TextHead.Read(Path.Combine(folder, record.Path), record.Encoding) is not { } text)
                return;
            waiting.Add((record.Path, text));
            if (waiting.Count == TextsAtOnce)
                EmbedWaiting();
        }

        void EmbedWaiting()
        {
            foreach (var (file, vector) in waiting.Zip(embedder.Embed(waiting.ConvertAll(file => file.Text), stopping)))
            {
                index.Add(vector);
                paths.Add(file.Path);
            }

            waiting.Clear();
        }
    }

    private static string TextOf(string query)
    {
        using var core = new FileCore(new FileCoreOptions { CountTokens = false }, FileRun.Rules(null).Only());
        var full = Path.GetFullPath(query);
        var record = core.Process(new FileBatch(Path.GetDirectoryName(full)!, [Path.GetFileName(full)]), CancellationToken.None).Files[0];
        return record.Error is null && record.IsText && TextHead.Read(full, record.Encoding) is { } text
            ? text
            : throw new CliException(ExitCode.BadInput, $"The query '{query}' cannot be read as a text{(record.Error is null ? "" : ": " + record.Error)}.");
    }
}
