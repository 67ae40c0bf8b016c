using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Files;

/// <summary>List, read, write and hash files of the allowed folders.</summary>
internal sealed class FileTools(FileAccess files)
{
    private const long BytesMax = 16L * 1024 * 1024;        // a text that a model could still be shown parts of
    private const int EntriesMax = 1000;

    public IEnumerable<ITool> All() =>
    [
        Tool.Create<ListArguments>("files_list", "Lists the files and folders of a folder with their sizes.", ToolEffect.ReadOnly,
            (arguments, request, token) => Task.FromResult(List(arguments, request, token)), Outside),
        Tool.Create<ReadArguments>("files_read", "Reads a text file, or some of its lines.", ToolEffect.ReadOnly, ReadAsync, Outside),
        Tool.Create<WriteArguments>("files_write", "Writes a new text file. It never overwrites.", ToolEffect.Write, WriteAsync),
        Tool.Create<WriteArguments>("files_replace", "Writes a text file over what it held before.", ToolEffect.Destructive,
            (arguments, _, _) =>
            {
                files.Replace(arguments.Path, Encoding.UTF8.GetBytes(arguments.Text));
                return Written(arguments);
            },
            static tool => tool with { Idempotent = true }),
        Tool.Create<PatchArguments>("files_patch", "Changes a text file by a unified diff; every context line must fit.", ToolEffect.Destructive, PatchAsync),
        Tool.Create<PathArguments>("files_delete", "Deletes one file.", ToolEffect.Destructive, (arguments, _, _) => Task.FromResult(Delete(arguments))),
        Tool.Create<HashArguments>("files_hash", "Digest of a file's bytes.", ToolEffect.ReadOnly, HashAsync),
    ];

    private static ToolDescriptor Outside(ToolDescriptor tool) => tool with { OpenWorld = true };

    private ToolResult List(ListArguments arguments, ToolRequest request, CancellationToken cancellationToken)
    {
        var folder = files.Readable(arguments.Path, request);
        if (!Directory.Exists(folder))
            throw new ToolException(ToolErrorKind.InvalidArguments, $"There is no folder '{arguments.Path}'.");
        var found = FolderWalk.Entries(folder, arguments.Recursive, cancellationToken).Take(EntriesMax + 1).ToList();
        return ToolResult.Json(new
        {
            Folder = folder,
            Entries = found.Take(EntriesMax).OrderBy(entry => entry.FullName, StringComparer.Ordinal).Select(entry => new
            {
                Path = FileAccess.Relative(folder, entry.FullName),
                Kind = entry is DirectoryInfo ? "folder" : "file",
                Bytes = (entry as FileInfo)?.Length,
                Changed = entry.LastWriteTimeUtc,
            }),
            More = found.Count > EntriesMax,
        });
    }

    private async Task<ToolResult> ReadAsync(ReadArguments arguments, ToolRequest request, CancellationToken cancellationToken)
    {
        await using var stream = files.OpenRead(arguments.Path, request);
        var text = await TextFile.ReadAsync(stream, BytesMax, cancellationToken);
        if (arguments is { FirstLine: 1, Lines: null })
            return new ToolResult(text);
        var all = text.Split('\n');
        if (arguments.FirstLine > all.Length)
            throw new ToolException(ToolErrorKind.InvalidArguments, $"'{arguments.Path}' has {all.Length} lines.");
        return new ToolResult(string.Join('\n', all.Skip(arguments.FirstLine - 1).Take(arguments.Lines ?? int.MaxValue)));
    }

    private async Task<ToolResult> WriteAsync(WriteArguments arguments, ToolRequest request, CancellationToken cancellationToken)
    {
        await using (var stream = files.OpenNew(arguments.Path))
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(arguments.Text), cancellationToken);
            stream.Flush(flushToDisk: true);
        }
        return await Written(arguments);
    }

    private static Task<ToolResult> Written(WriteArguments arguments) =>
        Task.FromResult(ToolResult.Json(new { arguments.Path, Bytes = Encoding.UTF8.GetByteCount(arguments.Text) }));

    private async Task<ToolResult> PatchAsync(PatchArguments arguments, ToolRequest request, CancellationToken cancellationToken)
    {
        files.Writable(arguments.Path);
        string before;
        await using (var stream = files.OpenRead(arguments.Path, request with { ReadableFolder = null }))
            before = await TextFile.ReadAsync(stream, BytesMax, cancellationToken);
        var after = Text.UnifiedPatch.Apply(before, arguments.Patch);
        files.Replace(arguments.Path, Encoding.UTF8.GetBytes(after));
        return ToolResult.Json(new { arguments.Path, Bytes = Encoding.UTF8.GetByteCount(after) });
    }

    private ToolResult Delete(PathArguments arguments)
    {
        var path = files.Writable(arguments.Path);
        if (!File.Exists(path))
            throw new ToolException(ToolErrorKind.InvalidArguments, $"There is no file '{arguments.Path}'.");
        File.Delete(path);
        return ToolResult.Json(new { Deleted = arguments.Path });
    }

    private async Task<ToolResult> HashAsync(HashArguments arguments, ToolRequest request, CancellationToken cancellationToken)
    {
        await using var stream = files.OpenRead(arguments.Path, request);
        var digest = await CryptographicOperations.HashDataAsync(Values.HashTools.NameOf(arguments.Algorithm), stream, cancellationToken);
        return ToolResult.Json(new { arguments.Path, arguments.Algorithm, Digest = Convert.ToHexStringLower(digest) });
    }

    private sealed record ListArguments(
        [property: Description("The folder; '.' is the first allowed one.")] string Path = ".",
        [property: Description("Whether folders in it are listed too.")] bool Recursive = false);

    private sealed record ReadArguments(
        string Path,
        [property: Description("First line, from 1.")] [property: Range(1, int.MaxValue)] int FirstLine = 1,
        [property: Description("How many lines; all when left out.")] [property: Range(1, int.MaxValue)] int? Lines = null);

    private sealed record WriteArguments(string Path, string Text);

    private sealed record PatchArguments(string Path, [property: Description("A unified diff with its @@ lines.")] string Patch);

    private sealed record PathArguments(string Path);

    private sealed record HashArguments(string Path, Values.HashName Algorithm = Values.HashName.Sha256);
}
