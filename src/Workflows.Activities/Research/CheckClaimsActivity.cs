using Microsoft.Azure.Functions.Worker;
using Workflows.Contracts.Research;

namespace Workflows.Activities.Research;

/// <summary>Looks up the quotes of claims: what a model cites must stand there.</summary>
public static class CheckClaimsActivity
{
    private const int Reach = 3;                            // models miscount lines by a few
    private const long BytesMax = 16L * 1024 * 1024;        // what the tools read

    /// <summary>Checks claims.</summary>
    /// <param name="batch">The claims; their files are files of the folder.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The claims whose quote stands at their line or close to it, with the line where it stands.</returns>
    [Function("CheckClaims")]
    public static async Task<IReadOnlyList<ResearchClaim>> RunAsync([ActivityTrigger] ClaimsToCheck batch, CancellationToken cancellationToken)
    {
        var proven = new List<ResearchClaim>();
        foreach (var file in batch.Claims.GroupBy(claim => claim.File, StringComparer.Ordinal))
        {
            if (await ReadAsync(batch.Root, file.Key, cancellationToken) is { } lines)
                proven.AddRange(file.Select(claim => Find(claim, lines)).OfType<ResearchClaim>());
        }

        return [.. batch.Claims.Select(claim => proven.Find(found => found.Id == claim.Id)).OfType<ResearchClaim>()];
    }

    internal static ResearchClaim? Find(ResearchClaim claim, string[] lines)
    {
        var quote = Plain(claim.Quote);
        if (quote.Length == 0)
            return null;
        var near = Enumerable.Range(0, (2 * Reach) + 1).Select(step => claim.Line + (step % 2 == 0 ? step / 2 : -(step + 1) / 2));
        foreach (var line in near.Where(line => line >= 1 && line <= lines.Length))
        {
            if (Plain(lines[line - 1]).Contains(quote, StringComparison.OrdinalIgnoreCase))
                return claim with { Line = line };
        }

        return null;
    }

    private static async Task<string[]?> ReadAsync(string root, string file, CancellationToken cancellationToken)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)) + Path.DirectorySeparatorChar;
        var path = Path.GetFullPath(Path.Combine(folder, file));
        if (!path.StartsWith(folder, StringComparison.Ordinal))
            return null;
        try
        {
            return new FileInfo(path).Length > BytesMax ? null : (await File.ReadAllTextAsync(path, cancellationToken)).Split('\n');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Plain(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
