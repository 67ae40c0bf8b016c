using System.ComponentModel;
using System.Text;
using Workflows.Contracts.Tools;
using Workflows.Tools;

namespace Agents.TestApp;

/// <summary>
/// Two tools that append a line to a file. One looks for the key of the call first, so a repeated call writes once; the other one does not, and so
/// must never be repeated. Both are slow before and after they write, so that a kill finds them at each point.
/// </summary>
internal static class NoteTools
{
    private static readonly SemaphoreSlim Gate = new(1);

    public static IEnumerable<ITool> Create(string file) =>
    [
        Tool.Create<Arguments>("note_once", "Notes a text, once for each call.", ToolEffect.Write,
            (arguments, request, stopping) => NoteAsync(file, arguments, request, isKeyed: true, stopping), static tool => tool with { Idempotent = true }),
        Tool.Create<Arguments>("note_plain", "Notes a text.", ToolEffect.Write,
            (arguments, request, stopping) => NoteAsync(file, arguments, request, isKeyed: false, stopping)),
    ];

    private static async Task<ToolResult> NoteAsync(string file, Arguments arguments, ToolRequest request, bool isKeyed, CancellationToken stopping)
    {
        await Task.Delay(arguments.Before, stopping);
        await Gate.WaitAsync(stopping);
        try
        {
            var line = $"{request.IdempotencyKey}\t{arguments.Text}\n";
            if (!isKeyed || !File.Exists(file) || !(await File.ReadAllTextAsync(file, stopping)).Contains(line, StringComparison.Ordinal))
                Append(file, line);
        }
        finally
        {
            Gate.Release();
        }

        await Task.Delay(arguments.After, stopping);
        return ToolResult.Json(new { noted = arguments.Text });
    }

    private static void Append(string file, string line)
    {
        using var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        stream.Write(Encoding.UTF8.GetBytes(line));
    }

    private sealed record Arguments(
        [property: Description("What is noted.")] string Text, [property: Description("Milliseconds before.")] int Before = 0,
        [property: Description("Milliseconds after.")] int After = 0);
}
