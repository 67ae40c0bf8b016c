using System.ComponentModel;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Files;

/// <summary>Looks into archives and unpacks them.</summary>
internal sealed class ArchiveTools(FileAccess files)
{
    public IEnumerable<ITool> All() =>
    [
        Tool.Create<ListArguments>("archive_list", "Lists what a zip, tar or tar.gz holds.", ToolEffect.ReadOnly,
            (arguments, request, token) => Task.Run(() => List(arguments, request, token), token), static tool => tool with { OpenWorld = true }),
        Tool.Create<ExtractArguments>("archive_extract", "Unpacks a zip, tar or tar.gz into a new folder.", ToolEffect.Write,
            (arguments, request, token) => Task.Run(() => Extract(arguments, request, token), token), static tool => tool with { OpenWorld = true }),
    ];

    private ToolResult List(ListArguments arguments, ToolRequest request, CancellationToken cancellationToken)
    {
        using var stream = files.OpenRead(arguments.Path, request);
        using var archive = ArchiveReader.Open(stream);
        var entries = archive.Entries(cancellationToken).Select(entry => new { entry.Path, entry.Bytes }).Take(2_000).ToList();
        return ToolResult.Json(new { Entries = entries });
    }

    private ToolResult Extract(ExtractArguments arguments, ToolRequest request, CancellationToken cancellationToken)
    {
        var target = files.Writable(arguments.Folder);
        if (Path.Exists(target))
            throw new ToolException(ToolErrorKind.InvalidArguments, $"'{arguments.Folder}' exists. Name a new folder.");
        using var stream = files.OpenRead(arguments.Path, request);
        using var archive = ArchiveReader.Open(stream);
        var limit = new ArchiveLimit(stream.Length);
        var unpacked = new List<string>();
        try
        {
            foreach (var entry in archive.Entries(cancellationToken))
            {
                limit.Next();
                using var file = files.OpenNew(Path.Combine(target, Inside(entry.Path)));
                limit.Copy(entry.Content, file, cancellationToken);
                unpacked.Add(entry.Path);
            }
        }
        catch
        {
            if (Directory.Exists(target))
                Directory.Delete(target, recursive: true);
            throw;
        }
        return ToolResult.Json(new { arguments.Folder, Files = unpacked.Count, limit.Bytes });
    }

    private static string Inside(string path)
    {
        var clean = path.Replace('\\', '/');
        if (clean.StartsWith('/') || clean.Contains(':', StringComparison.Ordinal) || clean.Split('/').Contains(".."))
            throw new ToolException(ToolErrorKind.Denied, $"The archive holds '{path}', which leads out of the folder. Nothing was unpacked.");
        return clean;
    }

    private sealed record ListArguments(string Path);

    private sealed record ExtractArguments(string Path, [property: Description("A folder that does not exist yet.")] string Folder);
}
