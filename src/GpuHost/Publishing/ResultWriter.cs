using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Workflows.Contracts.Batches;

namespace GpuHost.Publishing;

/// <summary>
/// The result of one batch as it grows: a line that says what it is, a line for each file in the batch's order, a line with the totals. Nothing in it
/// tells when or where it was made, so that the same batch gives the same bytes.
/// </summary>
internal sealed class ResultWriter : IDisposable
{
    public const string Format = "workflows-batch-result";
    public const int Version = 1;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ResultLine lines = new();
    private readonly Spool spool;
    private readonly long filesMax;

    /// <param name="definition">Names what decided the content: rules, program and work.</param>
    /// <param name="spool">Takes the bytes; it belongs to the caller.</param>
    /// <param name="filesMax">Files beyond are only counted.</param>
    public ResultWriter(string definition, Spool spool, long filesMax)
    {
        (this.spool, this.filesMax) = (spool, filesMax);
        WriteLine(json =>
        {
            json.WriteString("format"u8, Format);
            json.WriteNumber("version"u8, Version);
            json.WriteString("definition"u8, definition);
        });
    }

    public BatchTotals Totals { get; private set; } = new();

    /// <summary>Whether a further file would only be counted.</summary>
    public bool IsFull => Totals.Files >= filesMax;

    /// <summary>Adds a file that was read.</summary>
    public void Add(string path, KnownFacts facts)
    {
        if (IsFull)
        {
            LeaveOut(1);
            return;
        }

        WriteFile(path, facts);
        Totals = Totals with { Files = Totals.Files + 1, Bytes = Totals.Bytes + facts.Size, Findings = Totals.Findings + facts.Findings };
    }

    /// <summary>Adds a file that could not be read.</summary>
    public void AddFault(string path, long size, string error)
    {
        if (IsFull)
        {
            LeaveOut(1);
            return;
        }

        WriteFile(path, lines.WriteFault(size, error));
        Totals = Totals with { Files = Totals.Files + 1, Failed = Totals.Failed + 1 };
    }

    /// <summary>Counts files that have no line.</summary>
    public void LeaveOut(long files) => Totals = Totals with { LeftOut = Totals.LeftOut + files };

    /// <summary>Ends the result.</summary>
    /// <param name="problem">Why not all files could be reached; null when they were.</param>
    /// <returns>The SHA-256 of its bytes, 64 lower-case hex digits.</returns>
    public string Finish(string? problem)
    {
        WriteLine(json =>
        {
            json.WritePropertyName("totals"u8);
            JsonSerializer.Serialize(json, Totals, JsonSerializerOptions.Web);
            json.WriteString("problem"u8, problem);
        });
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public void Dispose()
    {
        hash.Dispose();
        lines.Dispose();
    }

    private void WriteFile(string path, KnownFacts facts)
    {
        Write("{\"path\":"u8);
        Write(JsonSerializer.SerializeToUtf8Bytes(path, PathOptions));
        Write(","u8);
        Write(facts.Fragment.AsSpan(1));        // without its opening brace
        Write("\n"u8);
    }

    private static readonly JsonSerializerOptions PathOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private void WriteLine(Action<Utf8JsonWriter> members)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, Relaxed))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        Write(memory.GetBuffer().AsSpan(0, (int)memory.Length));
        Write("\n"u8);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        hash.AppendData(bytes);
        spool.Write(bytes);
    }
}
