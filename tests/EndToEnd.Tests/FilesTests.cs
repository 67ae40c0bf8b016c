using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace EndToEnd.Tests;

/// <summary>The verbs of <c>workflows files</c>.</summary>
public sealed class FilesTests : IDisposable
{
    private static readonly string Key = "AK" + "IA" + string.Concat(Enumerable.Repeat("Q7ZX", 4));

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Scan_EveryForm_NamesTheFindingsAndEndsWithOne()
    {
        scratch.Write("in/a.txt", "hello\nkey = " + Key + "\n");
        scratch.Write("in/b.gz", Zipped("key " + Key + "\n"));
        scratch.Write("in/c.cs", "public sealed class C;\n");
        var text = await FilesAsync("scan", "in");
        Assert.Equal(1, text.ExitCode);
        Assert.Contains("a.txt:2: critical aws-key (byte 12, 20 bytes)", text.Output, StringComparison.Ordinal);
        Assert.Contains("b.gz!/b:1: critical aws-key", text.Output, StringComparison.Ordinal);
        Assert.Contains("3 files", text.Output, StringComparison.Ordinal);

        var lines = (await FilesAsync("scan", "in", "--json")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var records = lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("record")).ToList();
        Assert.Equal(["a.txt", "b.gz", "c.cs"], records.Select(record => record.GetProperty("path").GetString()));
        Assert.Equal(1, records[0].GetProperty("findings").GetArrayLength());

        var csv = (await FilesAsync("scan", "in", "--csv", "--fail-on", "never")).Succeeded().Output;
        Assert.StartsWith("file,line,offset,length,rule,severity\na.txt,2,12,20,aws-key,critical\n", csv.ReplaceLineEndings("\n"), StringComparison.Ordinal);

        var sarif = JsonDocument.Parse((await FilesAsync("scan", "in", "--sarif")).Output).RootElement;
        Assert.Equal("2.1.0", sarif.GetProperty("version").GetString());
        Assert.Equal(2, sarif.GetProperty("runs")[0].GetProperty("results").GetArrayLength());
    }

    [Fact]
    public async Task Scan_WrongFolderOrRules_IsRefused()
    {
        scratch.Write("in/a.txt", "hello\n");
        scratch.Write("bad.yaml", "format: workflows-rules/2\nrules:\n  - {id: x, severity: low, category: secret, description: d, regex: 'x('}\n");
        (await FilesAsync("scan", "none")).Refused(3, "does not exist");
        (await FilesAsync("scan", "in", "--rules", "bad.yaml")).Refused(6, "bad.yaml, line 3", "'(' without ')'");
        (await FilesAsync("scan", "in", "--json", "--csv")).Refused(2, "one of");
    }

    [Fact]
    public async Task DuplicatesSearchAndBench_SmallFolder_Answer()
    {
        var text = string.Join('\n', Enumerable.Range(0, 300).Select(line => $"line {line * 7919} of a text that is long enough to be compared {line}"));
        scratch.Write("in/one.txt", text);
        scratch.Write("in/same.txt", text);
        scratch.Write("in/near.txt", text + "\nand one line more\n");
        scratch.Write("in/other.txt", string.Join(' ', Enumerable.Range(0, 2000).Select(word => $"w{word * 104729}")));
        var found = JsonDocument.Parse((await FilesAsync("duplicates", "in", "--json")).Succeeded().Output).RootElement;
        Assert.Equal("""[["one.txt","same.txt"]]""", found.GetProperty("same").GetRawText());
        Assert.Equal("""[["near.txt","one.txt"]]""", found.GetProperty("near").GetRawText());

        var nearest = JsonDocument.Parse((await FilesAsync("search", "in", Path.Combine("in", "other.txt"), "--json")).Succeeded().Output).RootElement;
        Assert.Equal("other.txt", nearest[0].GetProperty("file").GetString());

        var last = (await FilesAsync("bench", "in", "--runs", "1")).Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        var bench = JsonDocument.Parse(last).RootElement;
        Assert.Equal(4, bench.GetProperty("files").GetInt32());
        foreach (var field in new[] { "bytes", "filesPerSec", "mbPerSec", "stages", "rssMb" })
            Assert.True(bench.TryGetProperty(field, out _), field);
    }

    [Fact]
    public async Task Duplicates_ChainOfChanges_IsOneGroup()
    {
        // Each file has a tenth more of another text in place of its own: neighbours are alike, the first and the last are not.
        string Part(int seed, int number) => string.Concat(
            Enumerable.Range(0, 120).Select(line => $"{seed} {number} {(seed + 3) * ((number * 120) + line) * 7919}\n"));
        for (var changed = 0; changed <= 5; changed++)
            scratch.Write($"in/v{changed}.txt", string.Concat(Enumerable.Range(0, 10).Select(number => Part(number < changed ? 1 : 0, number))));
        scratch.Write("in/other.txt", Part(9, 77));
        var found = JsonDocument.Parse((await FilesAsync("duplicates", "in", "--json", "--share", "0.7")).Succeeded().Output).RootElement;
        Assert.Equal("""[["v0.txt","v1.txt","v2.txt","v3.txt","v4.txt","v5.txt"]]""", found.GetProperty("near").GetRawText());
        var ends = new[] { "v0.txt", "v5.txt" };
        Directory.CreateDirectory(scratch["ends"]);
        foreach (var name in ends)
            File.Copy(scratch["in/" + name], scratch["ends/" + name]);
        found = JsonDocument.Parse((await FilesAsync("duplicates", "ends", "--json", "--share", "0.7")).Succeeded().Output).RootElement;
        Assert.Equal(0, found.GetProperty("near").GetArrayLength());
    }

    private static byte[] Zipped(string text)
    {
        using var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
            zip.Write(Encoding.ASCII.GetBytes(text));
        return stream.ToArray();
    }

    private Task<Ending> FilesAsync(params string[] arguments) => WorkflowsProcess.RunAsync(scratch.FullPath, ["files", .. arguments]);
}
