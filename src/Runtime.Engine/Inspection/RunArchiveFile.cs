using System.Text.Json;
using Runtime.Engine.History;

namespace Runtime.Engine.Inspection;

/// <summary>An archive as a file: JSON in UTF-8.</summary>
public static class RunArchiveFile
{
    /// <summary>Writes an archive.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="archive">The archive.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when it is written.</returns>
    public static Task WriteAsync(Stream target, RunArchive archive, CancellationToken cancellationToken) =>
        JsonSerializer.SerializeAsync(target, archive, InspectionJson.Options, cancellationToken);

    /// <summary>Reads an archive and checks that this program can use all of it.</summary>
    /// <param name="source">Where from.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The archive.</returns>
    /// <exception cref="InvalidDataException">It is no archive, is damaged, or is of another format; the message says where.</exception>
    public static async Task<RunArchive> ReadAsync(Stream source, CancellationToken cancellationToken)
    {
        try
        {
            var archive = await JsonSerializer.DeserializeAsync<RunArchive>(source, InspectionJson.Options, cancellationToken);
            Check(archive);
            return archive!;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"This is no archive of a run: not the JSON expected at line {error.LineNumber + 1} ({error.Path}).", error);
        }
    }

    private static void Check(RunArchive? archive)
    {
        if (archive is not { Runs.Count: > 0 })
            throw new InvalidDataException("This is no archive of a run: it names no runs.");
        if (archive.Format != RunArchive.CurrentFormat)
            throw new InvalidDataException($"The archive has format {archive.Format}; this program reads format {RunArchive.CurrentFormat}.");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var run in archive.Runs)
        {
            if (run is null || string.IsNullOrEmpty(run.Id) || string.IsNullOrEmpty(run.Name) || run.Version is null || !ids.Add(run.Id))
                throw new InvalidDataException("The archive has a run without an id or a name, or the same run twice.");
            Check(run);
        }
    }

    private static void Check(ArchivedRun run)
    {
        if (run.Chunks is not { Count: > 0 } || run.Messages is null)
            throw new InvalidDataException($"The archive has no history of '{run.Id}'.");
        var turn = 0;
        try
        {
            foreach (var chunk in run.Chunks)
            {
                HistoryCodec.Decode(chunk);
                turn++;
            }

            foreach (var message in run.Messages)
                HistoryCodec.DecodeEvent(message.Event);
        }
        catch (InvalidDataException error)
        {
            var where = turn < run.Chunks.Count ? $"turn {turn}" : "a message";
            throw new InvalidDataException($"The archive is damaged in {where} of '{run.Id}': {error.Message}", error);
        }
    }
}
