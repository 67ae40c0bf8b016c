using System.Text;
using System.Text.Json;
using Workflows.Functions.Tests.Report;

namespace EndToEnd.Tests;

/// <summary>A <c>review.json</c> as other programs read it, held against the published schema and against the reviewed files.</summary>
internal sealed class ReviewFile
{
    private ReviewFile(string text, JsonElement root) => (Text, Root) = (text, root);

    public string Text { get; }

    public JsonElement Root { get; }

    public IEnumerable<JsonElement> Findings => Root.GetProperty("findings").EnumerateArray();

    public int Files => Root.GetProperty("overview").GetProperty("files").GetInt32();

    /// <summary>Reads the report of a folder; it must follow the schema and its findings must be those of known rules.</summary>
    public static ReviewFile Read(string outFolder)
    {
        var text = File.ReadAllText(Path.Combine(outFolder, "review.json"));
        var root = JsonDocument.Parse(text).RootElement;
        var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "review.schema.json"))).RootElement;
        Assert.Empty(SchemaCheck.Problems(schema, schema, root, "$"));
        var rules = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "rules.yaml"))
            .Where(line => line.StartsWith("  - id: ", StringComparison.Ordinal)).Select(line => line[8..]).ToHashSet(StringComparer.Ordinal);
        var read = new ReviewFile(text, root);
        Assert.All(read.Findings, finding => Assert.Contains(finding.GetProperty("rule").GetString()!, rules));
        return read;
    }

    /// <summary>Why a path was left out; null when it was not.</summary>
    public string? SkipReason(string path) => Root.GetProperty("skipped").EnumerateArray()
        .Where(skipped => skipped.GetProperty("path").GetString() == path).Select(skipped => skipped.GetProperty("reason").GetString()).FirstOrDefault();

    /// <summary>The bytes a finding points at, read from the file; its line is checked on the way.</summary>
    public static string TextOf(string folder, JsonElement finding)
    {
        var bytes = File.ReadAllBytes(Path.Combine(folder, finding.GetProperty("file").GetString()!));
        var offset = (int)finding.GetProperty("offset").GetInt64();
        var line = 1 + bytes.AsSpan(0, offset).Count((byte)'\n');
        Assert.Equal(line, finding.GetProperty("line").GetInt32());
        return Encoding.UTF8.GetString(bytes, offset, finding.GetProperty("length").GetInt32());
    }
}
