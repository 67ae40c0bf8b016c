using System.Diagnostics;
using Workflows.Contracts.Tools;
using Workflows.Tools.Tests.Support;

namespace Workflows.Tools.Tests.Builtin;

/// <summary>Arguments that fit the schema and are meant to harm: each has an answer, and the process lives.</summary>
public sealed class HostileArgumentsTests
{
    private const int Many = 60_000;

    public static TheoryData<string, object> Deep => new()
    {
        { "yaml_to_json", new { yaml = new string('[', Many) } },
        { "yaml_to_json", new { yaml = string.Concat(Enumerable.Range(0, 300).Select(depth => new string(' ', depth) + "a:\n")) } },
        { "xml_query", new { xml = string.Concat(Enumerable.Repeat("<a>", 20_000)) + string.Concat(Enumerable.Repeat("</a>", 20_000)), xPath = "//b" } },
        { "xml_query", new { xml = "<a/>", xPath = new string('(', Many) + "1" + new string(')', Many) } },
        { "html_to_text", new { html = string.Concat(Enumerable.Repeat("<div>", 4_000)) } },
        { "html_to_text", new { html = string.Concat(Enumerable.Repeat("<b><p>", 1_000)) } },
        { "markdown_to_html", new { markdown = new string('>', Many) + " x" } },
        { "markdown_to_text", new { markdown = new string('[', Many) } },
        { "template_render", new { template = string.Concat(Enumerable.Repeat("{{#if a}}", 10_000)), values = new { a = 1 } } },
        { "template_render", new { template = "{{" + string.Concat(Enumerable.Repeat("(a ", 10_000)), values = new { a = 1 } } },
        { "math_evaluate", new { expression = string.Concat(Enumerable.Repeat("-", 3_999)) + "1" } },
        { "math_evaluate", new { expression = string.Concat(Enumerable.Repeat("abs(", 900)) } },
        { "json_query", new { json = new string('[', Many), query = "$..*" } },
        { "json_query", new { json = "[1]", query = "$" + string.Concat(Enumerable.Repeat("..*", 10_000)) } },
        { "regex_match", new { text = "a", pattern = string.Concat(Enumerable.Repeat("(", 900)) + string.Concat(Enumerable.Repeat(")", 900)) } },
    };

    [Theory]
    [MemberData(nameof(Deep))]
    public async Task Call_DeeplyNested_HasAnAnswer(string tool, object arguments)
    {
        await using var bench = ToolBench.Create();
        var outcome = await bench.CallAsync(tool, arguments);
        Assert.True(outcome.Error is ToolErrorKind.None or ToolErrorKind.InvalidArguments or ToolErrorKind.Failed, $"{outcome.Error}: {outcome.Text}");
    }

    public static TheoryData<string, object> Multiplying => new()
    {
        { "regex_replace", new { text = new string('a', 50_000), pattern = "a", replacement = new string('b', 100_000) } },
        { "template_render", new { template = "{{#each a}}{{#each ../a}}{{#each ../../a}}xxxxxxxxxx{{/each}}{{/each}}{{/each}}", values = new { a = new int[1_000] } } },
    };

    [Theory]
    [MemberData(nameof(Multiplying))]
    public async Task Call_WhoseResultHasNoBounds_IsBrokenOff(string tool, object arguments)
    {
        await using var bench = ToolBench.Create();
        var outcome = await bench.CallAsync(tool, arguments);
        Assert.Equal(ToolErrorKind.InvalidArguments, outcome.Error);
        Assert.Contains("more than 1048576 characters", outcome.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text_count", """{"text":"half \ud800 a character"}""")]
    [InlineData("text_count", """{"text":"x","\ud800":1}""")]
    [InlineData("template_render", """{"template":"{{a}}","values":{"a":"\ud800"}}""")]
    [InlineData("csv_query", """{"csv":"a\n1","limit":0}""")]
    [InlineData("csv_query", """{"csv":"a\n1","limit":2147483647}""")]
    [InlineData("csv_query", """{"csv":""}""")]
    [InlineData("json_query", """{"json":"[1]","query":"$[0]","limit":-1}""")]
    [InlineData("xml_query", """{"xml":"<a/>","xPath":"//a","limit":-1}""")]
    [InlineData("regex_match", """{"text":"a","pattern":"a","limit":-1}""")]
    [InlineData("files_search", """{"limit":-1}""")]
    [InlineData("files_read", """{"path":"a.txt","firstLine":0}""")]
    [InlineData("files_read", """{"path":"a.txt","lines":-5}""")]
    [InlineData("files_read", """{"path":"a.txt","firstLine":99}""")]
    [InlineData("files_read", """{"path":"a\u0000.txt"}""")]
    [InlineData("files_read", """{"path":"gone.txt"}""")]
    [InlineData("files_hash", """{"path":"."}""")]
    [InlineData("archive_list", """{"path":"a.txt"}""")]
    [InlineData("sqlite_query", """{"path":"a.txt","sql":"select 1"}""")]
    [InlineData("date_now", """{"timeZone":"../../../etc/passwd"}""")]
    [InlineData("date_now", """{"timeZone":""}""")]
    [InlineData("date_add", """{"date":"2026-01-01","days":1e300}""")]
    [InlineData("date_convert", """{"date":"tomorrow","timeZone":"UTC"}""")]
    [InlineData("base64_decode", """{"text":"/w=="}""")]
    [InlineData("hash_text", """{"text":"x","algorithm":"crc"}""")]
    [InlineData("json_query", """{"json":"{","query":"$"}""")]
    [InlineData("json_query", """{"json":"{}","query":"a.b"}""")]
    [InlineData("json_query", """{"json":"{}","query":"$.["}""")]
    [InlineData("http_fetch", """{"url":"file:///etc/passwd"}""")]
    [InlineData("http_fetch", """{"url":"nowhere"}""")]
    [InlineData("vector_search", """{"query":"x"}""")]
    [InlineData("text_patch", """{"text":"a","patch":"b"}""")]
    [InlineData("template_render", """{"template":"{{> other}}","values":{}}""")]
    public async Task Call_WithArgumentsThatMakeNoSense_SaysSo(string tool, string arguments)
    {
        await using var bench = ToolBench.Create();
        bench.Write("a.txt", "one\ntwo\n");
        var outcome = await bench.CallAsync(tool, arguments);
        Assert.True(outcome.Error is ToolErrorKind.InvalidArguments or ToolErrorKind.Denied or ToolErrorKind.Failed, $"{outcome.Error}: {outcome.Text}");
        Assert.DoesNotContain("Exception", outcome.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter '", outcome.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("date_convert", """{"date":"0001-01-01T00:00:00Z","timeZone":"America/Los_Angeles"}""")]
    [InlineData("date_convert", """{"date":"9999-12-31T23:59:59Z","timeZone":"Asia/Tokyo"}""")]
    [InlineData("date_between", """{"from":"0001-01-01T00:00:00+14:00","to":"9999-12-31T23:59:59-14:00"}""")]
    [InlineData("json_validate", """{"json":"1","schema":{"enum":5}}""")]
    [InlineData("text_diff", """{"before":"a","after":"b","context":-7}""")]
    [InlineData("text_chunk", """{"text":"","characters":-1}""")]
    [InlineData("text_count", """{"text":""}""")]
    [InlineData("template_render", """{"template":"","values":null}""")]
    public async Task Call_AtTheEdge_IsAnsweredOrRefused(string tool, string arguments)
    {
        await using var bench = ToolBench.Create();
        var outcome = await bench.CallAsync(tool, arguments);
        Assert.True(outcome.Error is ToolErrorKind.None or ToolErrorKind.InvalidArguments, $"{outcome.Error}: {outcome.Text}");
    }

    [Theory]
    [InlineData("""{"properties":{"a":{"enum":5}}}""")]
    [InlineData("""{"properties":{"a":{"$ref":"https://elsewhere.example/schema"}}}""")]
    [InlineData("""{"properties":{"a":{"$ref":"#/$defs/x"}},"$defs":{"x":{"anyOf":[{"$ref":"#/$defs/x"},{"$ref":"#/$defs/x"}]}}}""")]
    [InlineData("""{"properties":{"a":{"$ref":"#/$defs/x"}},"$defs":{"x":{"allOf":[{"$ref":"#/$defs/x"},{"$ref":"#/$defs/x"}]}}}""")]
    [InlineData("no schema")]
    public async Task Call_OfAToolWhoseServerMeansHarmWithItsSchema_IsRefused(string schema)
    {
        var descriptor = new ToolDescriptor("outside", "For tests.", schema, ToolEffect.ReadOnly, "mcp:outside");
        var tool = new ScriptedTool("outside", ToolEffect.ReadOnly, (_, _, _) => Task.FromResult(new ToolResult("done"))) { Descriptor = descriptor };
        await using var bench = ToolBench.Create(own: tool);

        var outcome = await bench.CallAsync("outside", new { a = 1 });

        Assert.Equal(ToolErrorKind.InvalidArguments, outcome.Error);
        Assert.DoesNotContain("Exception", outcome.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("files_read", "path")]
    [InlineData("files_hash", "path")]
    [InlineData("archive_list", "path")]
    [InlineData("sqlite_query", "path")]
    public async Task Read_OfAPipe_IsRefusedAtOnce(string tool, string name)
    {
        if (OperatingSystem.IsWindows())
            return;
        await using var bench = ToolBench.Create();
        using (var make = Process.Start("mkfifo", Path.Join(bench.Files, "pipe")))
            await make.WaitForExitAsync();
        var arguments = new Dictionary<string, string> { [name] = "pipe" };
        if (tool == "sqlite_query")
            arguments["sql"] = "select 1";

        var outcome = await bench.CallAsync(tool, arguments);

        Assert.Equal(ToolErrorKind.InvalidArguments, outcome.Error);
        Assert.Contains("is a pipe", outcome.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_OfAFolderWithAPipe_PassesItBy()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using var bench = ToolBench.Create();
        bench.Write("a.txt", "one\ntwo\n");
        using (var make = Process.Start("mkfifo", Path.Join(bench.Files, "pipe")))
            await make.WaitForExitAsync();

        Assert.Single((await bench.CallAsync("files_search", new { regex = "two" })).Json().GetProperty("hits").EnumerateArray());
        Assert.NotEmpty((await bench.CallAsync("vector_search", new { query = "two", folder = "." })).Json().GetProperty("passages").EnumerateArray());
    }
}
