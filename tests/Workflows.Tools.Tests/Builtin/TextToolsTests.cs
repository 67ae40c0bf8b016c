using Workflows.Contracts.Tools;
using Workflows.Tools.Tests.Support;

namespace Workflows.Tools.Tests.Builtin;

public sealed class TextToolsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Diff_RandomTexts_PatchesBackExactly(int seed)
    {
        await using var bench = ToolBench.Create();
        var random = new Random(seed);
        for (var round = 0; round < 20; round++)
        {
            var before = Lines(random);
            var after = Lines(random);
            var patch = (await bench.CallAsync("text_diff", new { before, after, context = round % 4 })).Good().Text;
            if (before != after)
                Assert.Equal(after, (await bench.CallAsync("text_patch", new { text = before, patch })).Good().Text);
            else
                Assert.Empty(patch);
        }

        static string Lines(Random random) => string.Join('\n', Enumerable.Range(0, random.Next(1, 30)).Select(_ => $"{(char)('a' + random.Next(4))}"));
    }

    [Fact]
    public async Task Match_Groups_AreNamed()
    {
        await using var bench = ToolBench.Create();
        var match = (await bench.CallAsync("regex_match", new { text = "id=42, id=7", pattern = "id=(?<n>\\d+)" })).Json().GetProperty("matches")[0];
        Assert.Equal("42", match.GetProperty("groups").GetProperty("n").GetString());
        Assert.Equal("<42>, <7>", (await bench.CallAsync("regex_replace", new { text = "42, 7", pattern = "(\\d+)", replacement = "<$1>" })).Good().Text);
    }

    [Fact]
    public async Task Match_PatternThatBacktracks_TimesOut()
    {
        await using var bench = ToolBench.Create();
        var outcome = await bench.CallAsync("regex_match", new { text = new string('a', 60) + "!", pattern = "^(?=x?)(a+)+\\1$" });
        Assert.Equal(ToolErrorKind.TimedOut, outcome.Error);
        Assert.Equal(ToolErrorKind.InvalidArguments, (await bench.CallAsync("regex_match", new { text = "", pattern = "(" })).Error);
    }

    [Fact]
    public async Task Render_Template_FillsIn()
    {
        await using var bench = ToolBench.Create();
        var template = "Dear {{name}},{{#each items}} {{this}}{{/each}}";
        Assert.Equal("Dear <Ann>, 1 two", (await bench.CallAsync("template_render", new { template, values = new { name = "<Ann>", items = new object[] { 1, "two" } } })).Good().Text);
        Assert.Equal(ToolErrorKind.InvalidArguments, (await bench.CallAsync("template_render", new { template = "{{#each}", values = new { } })).Error);
    }

    [Fact]
    public async Task Convert_Html_KeepsTextOnly()
    {
        await using var bench = ToolBench.Create();
        const string html = "<title>T</title><body><script>evil()</script><h1>Head</h1><p>One <b>two</b>.</p><ul><li>a</li><li>b</li></ul></body>";
        Assert.Equal("T\nHead\nOne two.\n- a\n- b", (await bench.CallAsync("html_to_text", new { html })).Good().Text);
    }

    [Fact]
    public async Task Convert_Markdown_IsTextOrHtml()
    {
        await using var bench = ToolBench.Create();
        Assert.Equal("Head\nsome bold", (await bench.CallAsync("markdown_to_text", new { markdown = "# Head\n\nsome **bold**" })).Good().Text.Trim());
        var html = (await bench.CallAsync("markdown_to_html", new { markdown = "*a* <script>x</script>" })).Good().Text;
        Assert.Contains("<em>a</em>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chunk_LongText_JoinsToTheSame()
    {
        await using var bench = ToolBench.Create();
        var text = string.Concat(Enumerable.Range(0, 200).Select(i => $"Sentence number {i}. " + (i % 10 == 9 ? "\n\n" : "")));
        var answer = (await bench.CallAsync("text_chunk", new { text, characters = 300 })).Json();
        var chunks = answer.GetProperty("chunks").EnumerateArray().Select(chunk => chunk.GetString()!).ToList();
        Assert.Equal(text, string.Concat(chunks));
        Assert.All(chunks, chunk => Assert.InRange(chunk.Length, 1, 300));
        Assert.Equal(3, (await bench.CallAsync("text_count", new { text = "a b\nc" })).Json().GetProperty("words").GetInt32());
    }

    [Fact]
    public async Task Search_Vectors_FindsThePassage()
    {
        await using var bench = ToolBench.Create();
        bench.Write("pay.md", "Refunds are paid within fourteen days after the customer returns the goods.");
        bench.Write("ship.md", "Parcels leave the warehouse every evening.");
        bench.Write("cat.md", "The cat sleeps on the sofa.");
        var passages = (await bench.CallAsync("vector_search", new { query = "When does a customer get a refund?", folder = ".", top = 2 })).Json().GetProperty("passages");
        Assert.Equal("pay.md", passages[0].GetProperty("source").GetString());
    }
}
