using System.Security.Cryptography;
using System.Text;

namespace Workflows.Functions.Drops;

/// <summary>Names around a drop.</summary>
internal static class DropNames
{
    private const string MarkdownEnding = ".report.md";
    private const string JsonEnding = ".report.json";

    /// <summary>The report for people.</summary>
    public static string Markdown(string blob) => blob + MarkdownEnding;

    /// <summary>The report for programs.</summary>
    public static string Json(string blob) => blob + JsonEnding;

    /// <summary>Whether a blob is a report, which lies where drops lie and must not become one.</summary>
    public static bool IsReport(string blob) =>
        blob.EndsWith(MarkdownEnding, StringComparison.OrdinalIgnoreCase) || blob.EndsWith(JsonEnding, StringComparison.OrdinalIgnoreCase);

    /// <summary>The run of one version of a drop: however often it is announced, there is one.</summary>
    public static string Run(string container, string blob, string etag) =>
        "drop-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{container}/{blob}\n{etag}")))[..32];
}
