namespace Workflows.Contracts.Files;

/// <summary>What one pass over one file found out.</summary>
/// <param name="Path">Path relative to the scanned folder, '/' between its parts.</param>
/// <param name="Size">Size in bytes.</param>
public sealed record FileRecord(string Path, long Size)
{
    /// <summary>SHA-256 of the bytes as stored, 64 lower-case hex digits; empty when the file could not be read.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>Media type from magic numbers, content and, for text, the file name: <c>image/png</c>, <c>text/x-csharp</c>, …</summary>
    public string Type { get; init; } = "application/octet-stream";

    /// <summary>Whether the content is text.</summary>
    public bool IsText { get; init; }

    /// <summary><c>ascii</c>, <c>utf-8</c>, <c>utf-16le</c>, <c>utf-16be</c> or <c>latin-1</c>; null for binary files.</summary>
    public string? Encoding { get; init; }

    /// <summary>Programming or markup language, for example <c>C#</c>; null when unknown or binary.</summary>
    public string? Language { get; init; }

    /// <summary>Number of lines; a last line without a line feed counts. Zero for binary files.</summary>
    public int Lines { get; init; }

    /// <summary>
    /// Number of model tokens, exactly as the vocabulary cl100k_base counts them; zero for binary files. Bytes of a text that are no UTF-8 count
    /// as the Latin-1 characters they would be.
    /// </summary>
    public long Tokens { get; init; }

    /// <summary>Where rules matched, in order of offset.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Number of further matches left out because the file reached the limit of findings per file.</summary>
    public int FindingsLeftOut { get; init; }

    /// <summary>
    /// Why the file could not be processed, in one sentence; null when it was. With a digest beside it the file was processed but for what
    /// the sentence names, for example a rule that was given up in hostile content.
    /// </summary>
    public string? Error { get; init; }
}
