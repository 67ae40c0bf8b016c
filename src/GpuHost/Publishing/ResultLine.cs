using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using GpuHost.Core;
using GpuHost.Core.Measures;
using Workflows.Contracts.Files;

namespace GpuHost.Publishing;

/// <summary>Writes what was found out about a file as one line of JSON. Members that say nothing are left out. Not for two threads at once.</summary>
internal sealed class ResultLine : IDisposable
{
    private static readonly JsonWriterOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> buffer = new(4096);
    private readonly Utf8JsonWriter json;

    public ResultLine() => json = new Utf8JsonWriter(buffer, Format);

    public void Dispose() => json.Dispose();

    /// <summary>The facts as a fragment that holds for every path.</summary>
    public KnownFacts Write(FileFacts facts)
    {
        var record = facts.Record;
        Begin(record.Size);
        if (record.Sha256.Length > 0)
            WriteContent(record);
        if (record.Findings.Count > 0)
            WriteFindings(record);
        if (record.FindingsLeftOut > 0)
            json.WriteNumber("findingsLeftOut"u8, record.FindingsLeftOut);
        if (facts.Measures is { } measures)
            WriteMeasures(measures);
        if (record.Error is not null)
            json.WriteString("error"u8, record.Error);
        return End(record.Findings.Count + record.FindingsLeftOut, record.Size);
    }

    /// <summary>A file that could not be read.</summary>
    public KnownFacts WriteFault(long size, string error)
    {
        Begin(size);
        json.WriteString("error"u8, error);
        return End(findings: 0, size);
    }

    private void Begin(long size)
    {
        buffer.ResetWrittenCount();
        json.Reset(buffer);
        json.WriteStartObject();
        json.WriteNumber("size"u8, size);
    }

    private KnownFacts End(int findings, long size)
    {
        json.WriteEndObject();
        json.Flush();
        return new KnownFacts(buffer.WrittenSpan.ToArray(), findings, size);
    }

    private void WriteContent(FileRecord record)
    {
        json.WriteString("sha256"u8, record.Sha256);
        json.WriteString("type"u8, record.Type);
        if (!record.IsText)
            return;
        json.WriteString("encoding"u8, record.Encoding);
        if (record.Language is not null)
            json.WriteString("language"u8, record.Language);
        json.WriteNumber("lines"u8, record.Lines);
        if (record.Tokens > 0)
            json.WriteNumber("tokens"u8, record.Tokens);
    }

    private void WriteFindings(FileRecord record)
    {
        json.WriteStartArray("findings"u8);
        foreach (var finding in record.Findings)
        {
            json.WriteStartObject();
            json.WriteString("rule"u8, finding.Rule);
            json.WriteString("severity"u8, SeverityName(finding.Severity));
            json.WriteNumber("line"u8, finding.Line);
            json.WriteNumber("offset"u8, finding.Offset);
            json.WriteNumber("length"u8, finding.Length);
            if (finding.File.Length > record.Path.Length)
                json.WriteString("member"u8, finding.File.AsSpan(record.Path.Length));      // what lies in a container begins with its path
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteMeasures(FileMeasures measures)
    {
        json.WriteNumber("entropy"u8, measures.EntropyMilliBits);
        if (measures.Signature is { } signature)
            json.WriteBase64String("signature"u8, MemoryMarshal.AsBytes<ushort>([.. signature]));
        if (measures.Embedding is { } embedding)
            json.WriteBase64String("embedding"u8, MemoryMarshal.AsBytes<sbyte>([.. embedding]));
    }

    public static string SeverityName(Severity severity) => severity switch
    {
        Severity.Critical => "critical",
        Severity.High => "high",
        Severity.Medium => "medium",
        Severity.Low => "low",
        _ => "info",
    };
}
