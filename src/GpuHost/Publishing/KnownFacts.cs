namespace GpuHost.Publishing;

/// <summary>What is known of a content, as a result's line has it, without the path: so one entry serves a file wherever it lies.</summary>
/// <param name="Fragment">The line's JSON object without its member <c>path</c>.</param>
/// <param name="Findings">Places where rules matched, those left out included.</param>
/// <param name="Size">Bytes of the content.</param>
internal sealed record KnownFacts(byte[] Fragment, int Findings, long Size);
