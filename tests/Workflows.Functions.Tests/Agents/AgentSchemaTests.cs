using System.Text;
using System.Text.Json;
using Workflows.Activities.Agents.Definitions;
using Workflows.Tools.Schema;
using YamlDotNet.RepresentationModel;

namespace Workflows.Functions.Tests.Agents;

/// <summary>
/// The published schema and the reader take the same files: what an editor that knows the schema accepts, the host accepts, and nothing else.
/// </summary>
public sealed class AgentSchemaTests
{
    private const int Documents = 3_000;

    private static readonly string[] Names = ["name", "description", "instructions", "tools", "model", "output", "memory", "limits", "people", "colour"];

    private static readonly Dictionary<string, string[]> Parts = new(StringComparer.Ordinal)
    {
        ["model"] = ["name", "choose", "fallback", "temperature", "maxOutputTokens", "task", "colour"],
        ["choose"] = ["among", "needs", "region", "ceilingUsd", "costWeight", "latencyWeight", "colour"],
        ["output"] = ["name", "schema", "colour"],
        ["memory"] = ["session", "turnsMax", "colour"],
        ["limits"] = ["steps", "toolCalls", "parallelTools", "seconds", "colour"],
        ["people"] = ["assignee", "deadlineSeconds", "defaultAnswer", "colour"],
    };

    private static readonly string[] Values =
    [
        "good", "good-name", "'quoted'", "\"12\"", "12", "0", "1", "-1", "201", "1.5", "0.5", "3", "2592001", "true", "false", "'true'", "null", "~", "' '", "''",
        "[]", "[files_read]", "[files_read, files_read]", "[a, b, c, d, e, f]", "[1]", "[[a]]", "['']", "['no tool']", "{}", "{ type: object }", "{ type: string }",
        "{ type: array, items: { type: integer } }", "Bad Name", "1e2", "1_000", "99999999999999999999", "2031-03-14",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Schema_AndReader_TakeTheSameFiles(int seed)
    {
        using var published = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "examples", "agent.schema.json")));
        var schema = new SchemaValidator(published.RootElement);
#pragma warning disable CA5394 // repeatable numbers, not secret ones
        var chance = new Random(seed);
        var taken = 0;
        for (var i = 0; i < Documents; i++)
        {
            var text = Document(chance);
            var errors = new YamlErrors("a.yaml");
            var agent = AgentReader.Read(text, errors);
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            using var json = JsonDocument.Parse(YamlToJson.Convert(yaml.Documents[0].RootNode)!.ToJsonString());
            var problems = schema.Validate(json.RootElement);
            Assert.True(agent is null == problems.Count > 0, $"{text}\nreader: {string.Join("; ", errors.All)}\nschema: {string.Join("; ", problems)}");
            taken += agent is null ? 0 : 1;
        }
#pragma warning restore CA5394

        Assert.InRange(taken, Documents / 20, Documents / 2);      // a generator of nothing but right or wrong files would prove little
    }

#pragma warning disable CA5394 // repeatable numbers, not secret ones
    private static string Document(Random chance)
    {
        var text = new StringBuilder("name: good\ninstructions: Do it.\n");
        foreach (var name in Names.Skip(1).Where(name => name != "instructions" && chance.Next(5) == 0))
        {
            text.Append(name).Append(": ").Append(Setting(name, chance)).Append('\n');
        }

        if (chance.Next(12) == 0)
            text.Replace("name: good\n", $"name: {Values[chance.Next(Values.Length)]}\n", 0, "name: good\n".Length);
        return text.ToString();
    }

    private static string Setting(string name, Random chance) => Parts.TryGetValue(name, out var parts) && chance.Next(8) > 0
        ? "{ " + string.Join(", ", parts.Where(_ => chance.Next(3) == 0).Select(part => $"{part}: {Setting(part, chance)}")) + " }"
        : Value(name, chance);

    // Mostly something that fits, so that whole documents do, and often enough something that does not.
    private static string Value(string name, Random chance) => chance.Next(3) == 0 ? Values[chance.Next(Values.Length)] : name switch
    {
        "temperature" or "ceilingUsd" or "costWeight" or "latencyWeight" => "0.5",
        "session" => "true",
        "tools" or "fallback" or "among" or "needs" => "[files_read]",
        "schema" => "{ type: object }",
        "turnsMax" or "steps" or "toolCalls" or "parallelTools" or "seconds" or "maxOutputTokens" or "deadlineSeconds" => "3",
        "output" => "{ schema: { type: object } }",
        "model" or "choose" or "memory" or "limits" or "people" => "{}",
        _ => "good",
    };
#pragma warning restore CA5394
}
