using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Contracts.Tools;
using Workflows.Tools.Tests.Support;

namespace Workflows.Tools.Tests.Builtin;

/// <summary>Work that would go on long after ends when it is given up: what is awaited here is the tool's own task, not the registry's answer.</summary>
public sealed class RunawayTests
{
    private static readonly TimeSpan Begun = TimeSpan.FromMilliseconds(100);        // any will do: the work takes far longer
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string Chain = string.Concat(Enumerable.Repeat("""{"a":""", 50));

    public static TheoryData<string, object> Endless => new()
    {
        { "xml_query", new { xml = $"<a>{string.Concat(Enumerable.Repeat("<b/>", 20_000))}</a>", xPath = "//*[count(//*[count(//*) > 0]) > 0]" } },
        { "template_render", new { template = Nested(8), values = new { a = new int[100] } } },
        {
            "json_query", new
            {
                json = $"{Chain}[{string.Join(',', Enumerable.Repeat("[]", 70_000))}]{new string('}', 50)}",
                query = "$" + string.Concat(Enumerable.Repeat("..a", 40)) + "..b",
            }
        },
        { "regex_match", new { text = new string('a', 24) + new string('b', 2_000_000), pattern = "(?=(?<x>b)|.)(?:(?<!^(?:a|aa|aaa|b)+?c)b)", limit = 2_000_000 } },
    };

    [Theory]
    [MemberData(nameof(Endless))]
    public async Task Run_GivenUp_Ends(string name, object arguments)
    {
        await using var bench = ToolBench.Create();
        var (tool, request) = await ToolAsync(bench, name, arguments);
        using var limit = new CancellationTokenSource(Begun);

        var work = tool.RunAsync(request, limit.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work.WaitAsync(Patience));
        Assert.True(work.IsCanceled);
    }

    [Fact]
    public async Task HtmlToText_GivenUp_Ends()
    {
        await using var bench = ToolBench.Create();
        var (tool, request) = await ToolAsync(bench, "html_to_text", new { html = string.Concat(Enumerable.Repeat("<p>a", 50_000)) });
        using var limit = new CancellationTokenSource();
        await limit.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tool.RunAsync(request, limit.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => Workflows.Tools.Builtin.Text.MarkupTools.TextOf("<p>a", limit.Token));
    }

    [Fact]
    public async Task HtmlToText_NestedDeeply_IsRefusedBeforeItCosts()
    {
        await using var bench = ToolBench.Create();
        var outcome = await bench.CallAsync("html_to_text", new { html = string.Concat(Enumerable.Repeat("<div>", 50_000)) });
        Assert.Equal(ToolErrorKind.InvalidArguments, outcome.Error);
        Assert.Contains("nested deeper than 512", outcome.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HtmlToText_ElementsMadeAnewInEachParagraph_AreRefusedBeforeTheyFillTheMemory()
    {
        await using var bench = ToolBench.Create();
        var open = string.Concat(Enumerable.Range(0, 400).Select(i => $"<b id={i}>"));
        var outcome = await bench.CallAsync("html_to_text", new { html = "<p>" + open + string.Concat(Enumerable.Repeat("<p>a", 50_000)) });
        Assert.Equal(ToolErrorKind.InvalidArguments, outcome.Error);
        Assert.Contains("are not closed", outcome.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HtmlToText_LargestPlainPage_IsRead()
    {
        await using var bench = ToolBench.Create();
        var html = string.Concat(Enumerable.Range(0, 6_000).Select(i => $"<div class=x><p>line <b>{i}</b></p></div>"));
        Assert.StartsWith("line 0\nline 1\n", (await bench.CallAsync("html_to_text", new { html })).Good().Text, StringComparison.Ordinal);
        var nested = string.Concat(Enumerable.Repeat("<div>", 400)) + "inside" + string.Concat(Enumerable.Repeat("</div>", 400));
        Assert.Equal("inside", (await bench.CallAsync("html_to_text", new { html = nested })).Good().Text);
    }

    private static string Nested(int levels) =>
        string.Concat(Enumerable.Range(0, levels).Select(level => $"{{{{#each {string.Concat(Enumerable.Repeat("../", level))}a}}}}"))
        + string.Concat(Enumerable.Repeat("{{/each}}", levels));

    private static async Task<(ITool Tool, ToolRequest Request)> ToolAsync(ToolBench bench, string name, object arguments)
    {
        foreach (var source in bench.Services.GetServices<IToolSource>())
        {
            if ((await source.ToolsAsync(CancellationToken.None)).FirstOrDefault(tool => tool.Descriptor.Name == name) is { } found)
                return (found, new ToolRequest(JsonSerializer.SerializeToElement(arguments, ToolJson.Options), "key"));
        }
        throw new InvalidOperationException($"There is no tool '{name}'.");
    }
}
