using System.Text.Json;
using GpuHost.Core;
using GpuHost.Core.Rules;
using Workflows.Contracts.Files;

namespace Workflows.Cli.Files;

/// <summary>The forms in which a scan is written: text, JSON lines, SARIF 2.1.0, CSV.</summary>
internal static class ScanWriters
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static IScanWriter Text(TextWriter output) => new TextLines(output);

    /// <summary>One JSON object a line for each file.</summary>
    public static IScanWriter JsonLines(TextWriter output) => new Lines(output, null, facts =>
        [JsonSerializer.Serialize(new { facts.Record, facts.Measures?.EntropyMilliBits }, Json)]);

    /// <summary>One line for each finding, as RFC 4180 has it.</summary>
    public static IScanWriter Csv(TextWriter output) => new Lines(output, "file,line,offset,length,rule,severity", facts =>
        facts.Record.Findings.Select(found =>
            $"{Quoted(found.File)},{found.Line},{found.Offset},{found.Length},{found.Rule},{found.Severity.ToString().ToLowerInvariant()}"));

    public static IScanWriter Sarif(Stream output, RuleSet rules) =>
        new SarifLog(output, new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }), rules);

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private sealed class Lines : IScanWriter
    {
        private readonly TextWriter output;
        private readonly Func<FileFacts, IEnumerable<string>> lines;

        public Lines(TextWriter output, string? head, Func<FileFacts, IEnumerable<string>> lines)
        {
            (this.output, this.lines) = (output, lines);
            if (head is not null)
                output.WriteLine(head);
        }

        public void Write(FileFacts facts)
        {
            foreach (var line in lines(facts))
                output.WriteLine(line);
        }

        public void End() => output.Flush();
    }

    private sealed class TextLines(TextWriter output) : IScanWriter
    {
        private readonly SortedDictionary<Severity, int> findings = [];
        private long bytes;
        private long tokens;
        private int files;
        private int errors;

        public void Write(FileFacts facts)
        {
            var record = facts.Record;
            (files, bytes, tokens) = (files + 1, bytes + record.Size, tokens + record.Tokens);
            foreach (var found in record.Findings)
            {
                findings[found.Severity] = findings.GetValueOrDefault(found.Severity) + 1;
                output.WriteLine($"{found.File}:{found.Line}: {found.Severity.ToString().ToLowerInvariant()} {found.Rule} (byte {found.Offset}, {found.Length} bytes)");
            }

            if (record.FindingsLeftOut > 0)
                output.WriteLine($"{record.Path}: {record.FindingsLeftOut} more matches are not listed");
            if (record.Error is null)
                return;
            errors++;
            output.WriteLine($"{record.Path}: {record.Error}");
        }

        public void End()
        {
            var found = findings.Count == 0
                ? "nothing found"
                : string.Join(", ", findings.Reverse().Select(pair => $"{pair.Value:N0} {pair.Key.ToString().ToLowerInvariant()}"));
            output.WriteLine($"{files:N0} files, {bytes / 1e6:N1} MB, {tokens:N0} tokens, {errors:N0} with problems: {found}");
            output.Flush();
        }
    }

    /// <summary>Written as it goes, so that a scan of any size takes no memory for its log.</summary>
    private sealed class SarifLog : IScanWriter
    {
        private readonly Utf8JsonWriter json;
        private readonly Stream stream;

        public SarifLog(Stream stream, Utf8JsonWriter json, RuleSet rules)
        {
            (this.stream, this.json) = (stream, json);
            json.WriteStartObject();
            json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            json.WritePropertyName("tool");
            JsonSerializer.Serialize(json, new { driver = new { name = "workflows", rules = rules.Rules.Select(rule => new
            {
                id = rule.Id,
                shortDescription = new { text = rule.Description },
                defaultConfiguration = new { level = Level(rule.Severity) },
                properties = new { tags = new[] { rule.Category } },
            }) } });
            json.WriteStartArray("results");
        }

        public void Write(FileFacts facts)
        {
            foreach (var found in facts.Record.Findings)
            {
                JsonSerializer.Serialize(json, new
                {
                    ruleId = found.Rule,
                    level = Level(found.Severity),
                    message = new { text = $"{found.Rule} at line {found.Line}" },
                    locations = new[]
                    {
                        new
                        {
                            physicalLocation = new
                            {
                                artifactLocation = new { uri = string.Join('/', found.File.Split('/').Select(Uri.EscapeDataString)) },
                                region = new { startLine = found.Line, byteOffset = found.Offset, byteLength = found.Length },
                            },
                        },
                    },
                });
            }
        }

        public void End()
        {
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.Flush();
            stream.Write("\n"u8);
            stream.Flush();
            json.Dispose();
        }

        private static string Level(Severity severity) => severity switch
        {
            >= Severity.High => "error",
            Severity.Medium => "warning",
            _ => "note",
        };
    }
}
