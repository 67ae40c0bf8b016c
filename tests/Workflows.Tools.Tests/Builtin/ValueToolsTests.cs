using System.Text.Json;
using Workflows.Contracts.Tools;
using Workflows.Tools.Tests.Support;

namespace Workflows.Tools.Tests.Builtin;

public sealed class ValueToolsTests
{
    private const string Shop = """{"books":[{"title":"A","price":8},{"title":"B","price":12}],"by":{"name":"x"}}""";

    [Theory]
    [InlineData("1 + 2 * 3", 7)]
    [InlineData("-2 ^ 2", -4)]
    [InlineData("2 ^ 3 ^ 2", 512)]
    [InlineData("(1.5e2 - 50) / 4 % 7", 4)]
    [InlineData("max(1, sqrt(16), avg(2, 4)) + round(2.345, 2)", 6.35)]
    [InlineData("price * n", 21)]
    public async Task Evaluate_Expression_HasItsValue(string expression, double value)
    {
        await using var bench = ToolBench.Create();
        var outcome = await bench.CallAsync("math_evaluate", new { expression, values = new { price = 7, n = 3 } });
        Assert.Equal(value, outcome.Json().GetProperty("value").GetDouble(), 9);
    }

    [Theory]
    [InlineData("1 / 0")]
    [InlineData("2 +")]
    [InlineData("unknown")]
    [InlineData("system(1)")]
    [InlineData("1 2")]
    [InlineData("1.2.3")]
    public async Task Evaluate_WrongExpression_SaysWhy(string expression)
    {
        await using var bench = ToolBench.Create();
        Assert.Equal(ToolErrorKind.InvalidArguments, (await bench.CallAsync("math_evaluate", new { expression })).Error);
    }

    [Fact]
    public async Task Evaluate_DeepBrackets_AreRefused()
    {
        await using var bench = ToolBench.Create();
        Assert.Equal(ToolErrorKind.InvalidArguments, (await bench.CallAsync("math_evaluate", new { expression = new string('(', 3_000) })).Error);
    }

    [Theory]
    [InlineData("/books/1/title", "[\"B\"]")]
    [InlineData("/nothing", "[]")]
    [InlineData("$.books[*].title", "[\"A\",\"B\"]")]
    [InlineData("$..price", "[8,12]")]
    [InlineData("$.books[-1].title", "[\"B\"]")]
    [InlineData("$.books[?(@.price < 10)].title", "[\"A\"]")]
    [InlineData("$.books[?(@.title == 'B')].price", "[12]")]
    [InlineData("$['by']['name']", "[\"x\"]")]
    [InlineData("$.books[0:1].price", "[8]")]
    public async Task Query_Json_PicksValues(string query, string values)
    {
        await using var bench = ToolBench.Create();
        Assert.Equal(values, (await bench.CallAsync("json_query", new { json = Shop, query })).Json().GetProperty("values").GetRawText());
    }

    [Fact]
    public async Task Query_Csv_SelectsFiltersAndGroups()
    {
        await using var bench = ToolBench.Create();
        const string csv = "city,name,sum\nBerlin,\"Ann, B\",10\nParis,\"says \"\"hi\"\"\",20\nBerlin,Cy,5\n";
        var rows = (await bench.CallAsync("csv_query", new
        {
            csv, select = new[] { "name" }, where = new[] { new { column = "sum", @operator = "above", value = "9" } },
        })).Json().GetProperty("rows");
        Assert.Equal(["Ann, B", "says \"hi\""], rows.EnumerateArray().Select(row => row.GetProperty("name").GetString()));
        var groups = (await bench.CallAsync("csv_query", new { csv, groupBy = "city", sumOf = "sum" })).Json().GetProperty("groups");
        Assert.Equal("""[{"value":"Berlin","count":2,"sum":15},{"value":"Paris","count":1,"sum":20}]""", groups.GetRawText());
    }

    [Fact]
    public async Task Query_Xml_PicksValuesAndRefusesEntities()
    {
        await using var bench = ToolBench.Create();
        var values = (await bench.CallAsync("xml_query", new { xml = "<a><b c='1'>x</b><b>y</b></a>", xPath = "//b" })).Json().GetProperty("values");
        Assert.Equal(["x", "y"], values.EnumerateArray().Select(value => value.GetProperty("text").GetString()));
        const string evil = "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>";
        Assert.Equal(ToolErrorKind.InvalidArguments, (await bench.CallAsync("xml_query", new { xml = evil, xPath = "/a" })).Error);
    }

    [Fact]
    public async Task Convert_Yaml_IsJson()
    {
        await using var bench = ToolBench.Create();
        Assert.Equal("""{"a":[1,2.5,true,null,"1"],"b":"x y"}""", (await bench.CallAsync("yaml_to_json", new { yaml = "a: [1, 2.5, true, ~, '1']\nb: x y" })).Good().Text);
        var bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat("bcdefgh".Select(c => $"{c}: &{c} [{string.Join(',', Enumerable.Repeat($"*{(char)(c - 1)}", 9))}]\n"));
        Assert.Equal(ToolErrorKind.InvalidArguments, (await bench.CallAsync("yaml_to_json", new { yaml = bomb })).Error);
    }

    [Fact]
    public async Task Validate_Json_NamesErrors()
    {
        await using var bench = ToolBench.Create();
        var answer = (await bench.CallAsync("json_validate", new { json = "{\"a\":1}", schema = new { required = new[] { "b" } } })).Json();
        Assert.False(answer.GetProperty("valid").GetBoolean());
    }

    [Fact]
    public async Task Dates_AddBetweenConvert_AreRight()
    {
        await using var bench = ToolBench.Create(clock: new JumpingTime(TimeSpan.FromSeconds(1)));
        Assert.StartsWith("2031-03-14T10:26:53", Date(await bench.CallAsync("date_now", new { timeZone = "Europe/Berlin" })), StringComparison.Ordinal);
        Assert.StartsWith("2026-03-03T00:00:00", Date(await bench.CallAsync("date_add", new { date = "2026-01-31", months = 1, days = 3 })), StringComparison.Ordinal);
        Assert.Equal(1.5, (await bench.CallAsync("date_between", new { from = "2026-01-01", to = "2026-01-02T12:00:00Z" })).Json().GetProperty("totalDays").GetDouble());
        Assert.EndsWith("+09:00", Date(await bench.CallAsync("date_convert", new { date = "2026-01-01T00:00:00Z", timeZone = "Asia/Tokyo" })), StringComparison.Ordinal);
        Assert.Equal(ToolErrorKind.InvalidArguments, (await bench.CallAsync("date_add", new { date = "2026-01-01", years = 9000 })).Error);

        static string Date(ToolOutcome outcome) => outcome.Json().GetProperty("date").GetString()!;
    }

    [Fact]
    public async Task Encode_Text_RoundTrips()
    {
        await using var bench = ToolBench.Create();
        var code = (await bench.CallAsync("base64_encode", new { text = "grün" })).Good().Text;
        Assert.Equal("grün", (await bench.CallAsync("base64_decode", new { text = code })).Good().Text);
        Assert.Equal(ToolErrorKind.InvalidArguments, (await bench.CallAsync("base64_decode", new { text = "%%" })).Error);
        Assert.Equal("900150983cd24fb0d6963f7d28e17f72", (await bench.CallAsync("hash_text", new { text = "abc", algorithm = "md5" })).Json().GetProperty("digest").GetString());
    }

    [Fact]
    public async Task List_Builtin_HasValidNamesAndSchemas()
    {
        await using var bench = ToolBench.Create();
        var tools = await bench.Registry.ListAsync(CancellationToken.None);
        Assert.True(tools.Count >= 33, $"{tools.Count} tools");
        Assert.All(tools, tool =>
        {
            Assert.Matches("^[a-zA-Z0-9_-]{1,64}$", tool.Name);
            Assert.Equal("object", JsonSerializer.Deserialize<JsonElement>(tool.InputSchema).GetProperty("type").GetString());
        });
    }
}
