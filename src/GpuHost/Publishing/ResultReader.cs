using System.Text.Json;
using Workflows.Contracts.Batches;
using Workflows.Contracts.Files;

namespace GpuHost.Publishing;

/// <summary>Reads results.</summary>
internal static class ResultReader
{
    private const int EndBytes = 4 * 1024;      // the line with the totals and a problem of a sentence or two

    /// <summary>Reads the totals of a stored result from its last line.</summary>
    /// <exception cref="StorageException">There is no such result, or storage cannot be reached.</exception>
    /// <exception cref="InvalidDataException">The blob is no result.</exception>
    public static async Task<(BatchTotals Totals, string? Problem)> ReadEndAsync(IBlobContainer container, StoredBlob blob, CancellationToken cancellationToken)
    {
        var range = new BlobRange(Math.Max(0, blob.Length - EndBytes), Length: null, blob.ETag);
        await using var content = await container.OpenReadAsync(blob.Name, range, cancellationToken);
        using var memory = new MemoryStream();
        await content.Stream.CopyToAsync(memory, cancellationToken);
        var bytes = memory.GetBuffer().AsMemory(0, (int)memory.Length);
        var line = bytes.Length > 0 && bytes.Span[^1] == (byte)'\n' ? bytes[..^1] : bytes;
        return End(line[(line.Span.LastIndexOf((byte)'\n') + 1)..]) ?? throw NoResult(blob.Name);
    }

    /// <summary>Reads records, those with findings and errors first when not all are wanted.</summary>
    /// <exception cref="InvalidDataException">The stream is no result.</exception>
    public static async Task<BatchRecords> ReadAsync(Stream stream, string name, int filesMax, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream);
        if (await reader.ReadLineAsync(cancellationToken) is not { } first || !IsHead(first))
            throw NoResult(name);
        var (telling, plain) = (new List<(int Place, FileRecord Record)>(), new List<(int Place, FileRecord Record)>());
        for (var place = 0; await reader.ReadLineAsync(cancellationToken) is { } line; place++)
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.TryGetProperty("totals", out _))
            {
                var (totals, problem) = End(System.Text.Encoding.UTF8.GetBytes(line)) ?? throw NoResult(name);
                var chosen = telling.Concat(plain).Take(filesMax).OrderBy(file => file.Place).Select(file => file.Record);
                return new BatchRecords([.. chosen], totals) { Problem = problem };
            }

            var record = Record(document.RootElement);
            var list = record.Findings.Count > 0 || record.Error is not null ? telling : plain;
            if (list.Count < filesMax)
                list.Add((place, record));
        }

        throw new InvalidDataException($"The result '{name}' ends without its totals.");
    }

    private static FileRecord Record(JsonElement line)
    {
        var path = line.GetProperty("path").GetString()!;
        return new FileRecord(path, line.GetProperty("size").GetInt64())
        {
            Sha256 = Text(line, "sha256") ?? "",
            Type = Text(line, "type") ?? "application/octet-stream",
            IsText = line.TryGetProperty("encoding", out _),
            Encoding = Text(line, "encoding"),
            Language = Text(line, "language"),
            Lines = (int)Number(line, "lines"),
            Tokens = Number(line, "tokens"),
            Findings = line.TryGetProperty("findings", out var findings) ? [.. findings.EnumerateArray().Select(found => FindingOf(path, found))] : [],
            FindingsLeftOut = (int)Number(line, "findingsLeftOut"),
            Error = Text(line, "error"),
        };
    }

    private static Finding FindingOf(string path, JsonElement found) => new(
        path + Text(found, "member"),
        found.GetProperty("rule").GetString()!,
        found.GetProperty("line").GetInt32(),
        found.GetProperty("offset").GetInt64(),
        found.GetProperty("length").GetInt32(),
        Enum.Parse<Severity>(found.GetProperty("severity").GetString()!, ignoreCase: true));

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static long Number(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetInt64() : 0;

    private static bool IsHead(string line)
    {
        using var document = JsonDocument.Parse(line);
        return Text(document.RootElement, "format") == ResultWriter.Format && Number(document.RootElement, "version") == ResultWriter.Version;
    }

    private static (BatchTotals Totals, string? Problem)? End(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.TryGetProperty("totals", out var totals)
                ? (totals.Deserialize<BatchTotals>(JsonSerializerOptions.Web)!, Text(document.RootElement, "problem"))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static InvalidDataException NoResult(string name) => new($"The blob '{name}' is no result of version {ResultWriter.Version}.");
}
