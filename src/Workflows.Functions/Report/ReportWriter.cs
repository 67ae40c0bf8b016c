using System.Text;
using Workflows.Contracts.Review;

namespace Workflows.Functions.Report;

/// <summary>Writes a report's two files.</summary>
public static class ReportWriter
{
    /// <summary>Name of the report for people.</summary>
    public const string MarkdownName = "review.md";

    /// <summary>Name of the report for programs.</summary>
    public const string JsonName = "review.json";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>
    /// Writes <c>review.json</c> and <c>review.md</c>. Each replaces the old file in one step, after its bytes are on disk: a reader, or a
    /// crash,
    /// sees the old report or the new one, never a part.
    /// </summary>
    /// <param name="report">The report.</param>
    /// <param name="folder">Where to write; made if it does not exist.</param>
    /// <param name="cancellationToken">Gives up; a temporary file is removed.</param>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static async Task WriteAsync(ReviewReport report, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await ReplaceAsync(Path.Combine(folder, JsonName), ReportJson.Render(report), cancellationToken);
        await ReplaceAsync(Path.Combine(folder, MarkdownName), MarkdownReport.Render(report), cancellationToken);
    }

    internal static async Task ReplaceAsync(string path, string text, CancellationToken cancellationToken)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await file.WriteAsync(Utf8.GetBytes(text), cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
