using System.Text.Json;
using Workflows.Activities.Agents.Definitions;

namespace Workflows.Activities.Tests.Agents;

/// <summary>Agents' files: every error with file and line, and the same rules in the published schema.</summary>
public sealed class AgentFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("agent-files-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Read_OfAWholeFile_TakesEverySetting()
    {
        Write("a.yaml", """
            name: whole
            description: Has it all.
            instructions: |
              First line.
              Second line.
            model: { name: big, fallback: [small], temperature: 0.5, maxOutputTokens: 900, task: code }
            tools: [files_read, ask_person]
            output:
              name: form
              schema: { type: object, properties: { yes: { type: boolean }, why: { type: [string, "null"] } }, required: [yes] }
            memory: { session: true, turnsMax: 7 }
            limits: { steps: 3, toolCalls: 4, parallelTools: 2, seconds: 60 }
            people: { assignee: ann, deadlineSeconds: 90, defaultAnswer: No. }
            """);

        var files = AgentFiles.Read([folder]);

        Assert.Empty(files.Errors);
        var agent = files.Agents["whole"];
        Assert.Equal("First line.\nSecond line.", agent.Instructions);
        Assert.Equal(("big", 0.5, 900, "code"), (agent.Model.Name, agent.Model.Temperature, agent.Model.MaxOutputTokens, agent.Model.Task));
        Assert.Equal(["files_read", "ask_person"], agent.Tools);
        Assert.Equal(
            """{"type":"object","properties":{"yes":{"type":"boolean"},"why":{"type":["string","null"]}},"required":["yes"]}""", agent.Output!.Json);
        Assert.Equal((true, 7), (agent.Memory.Session, agent.Memory.TurnsMax));
        Assert.Equal((3, 60, 90), (agent.Limits.Steps, agent.Limits.Seconds, agent.People.DeadlineSeconds));
    }

    [Fact]
    public void Read_OfWrongFiles_NamesEveryErrorWithFileAndLine()
    {
        Write("a.yaml", "name: Bad Name\ntools: [x, x, 'no tool']\nlimits:\n  steps: 0\n  stepz: 3\nmodel: big\n");
        Write("b.yaml", "name: twin\ninstructions: One.\noutput:\n  schema: { type: string }\n");
        Write("c.yaml", "name: [unclosed\n");
        Write("d.yaml", "name: twin\ninstructions: Two.\n");
        Write("e.yaml", "name: twin\ninstructions: Three.\n");

        var errors = AgentFiles.Read([folder]).Errors;

        AssertError(errors, "a.yaml(1)", "'Bad Name' is no name");
        AssertError(errors, "a.yaml(1)", "'instructions' is missing");
        AssertError(errors, "a.yaml(2)", "'x' is listed twice");
        AssertError(errors, "a.yaml(2)", "'no tool' is no tool's name");
        AssertError(errors, "a.yaml(4)", "'steps' must be a whole number from 1 to 200");
        AssertError(errors, "a.yaml(5)", "'stepz' is not a setting here");
        AssertError(errors, "a.yaml(6)", "'model' must be a block");
        AssertError(errors, "b.yaml(4)", "object or array");
        Assert.Contains(errors, error => error.StartsWith("c.yaml(", StringComparison.Ordinal) && error.Contains("no YAML", StringComparison.Ordinal));
        AssertError(errors, "e.yaml(1)", "also defined in d.yaml");
    }

    [Fact]
    public void Read_OfNamesThatNobodyHas_NamesThemWithTheirLines()
    {
        Write("a.yaml", "name: a\ninstructions: One.\nmodel:\n  name: bigg\n  fallback: [small, smal]\ntools: [files_read, files_raed,\n  ask_person]\n");

        var errors = AgentFiles.Read([folder], new KnownNames(["big", "small"], tool => tool == "files_read")).Errors;

        AssertError(errors, "a.yaml(4)", "No model 'bigg' is configured; there are big, small");
        AssertError(errors, "a.yaml(5)", "No model 'smal'");
        AssertError(errors, "a.yaml(6)", "Nobody offers a tool 'files_raed'");
        Assert.Equal(3, errors.Count);
    }

    [Theory]
    [InlineData("{ type: object, properties: { a: { type: strin } } }", "'schema/properties/a/type' must be one or more of")]
    [InlineData("{ type: object, properties: [a] }", "'schema/properties' must be a block of named schemas")]
    [InlineData("{ type: object, required: a }", "'schema/required' must be a list of names")]
    [InlineData("{ type: object, properties: { a: 5 } }", "'schema/properties/a' must be a schema")]
    [InlineData("{ type: array, items: { pattern: '(' } }", "'schema/items/pattern' must be a regular expression")]
    [InlineData("{ type: array, minItems: -1 }", "'schema/minItems' must be a whole number")]
    [InlineData("{ type: array, items: { minimum: low } }", "'schema/items/minimum' must be a number")]
    [InlineData("{ type: array, items: { enum: [] } }", "'schema/items/enum' must be a list of values")]
    [InlineData("{ type: array, items: { $ref: '#/$defs/gone' } }", "'schema/items/$ref' must name a place")]
    public void Read_OfAnOutputThatIsNoSchema_SaysWhere(string schema, string problem)
    {
        Write("a.yaml", $"name: a\ninstructions: One.\noutput:\n  schema: {schema}\n");

        AssertError(AgentFiles.Read([folder]).Errors, "a.yaml(4)", problem);
    }

    [Theory]
    [InlineData("name: a\ninstructions: One.\noutput:\n  schema: &s { type: object, properties: { a: *s } }\n")]
    [InlineData("name: a\ninstructions: One.\noutput: &o\n  schema: *o\n")]
    public void Read_OfAFileThatHoldsItself_IsRefused(string text)
    {
        Write("a.yaml", text);

        Assert.NotEmpty(AgentFiles.Read([folder]).Errors);
    }

    [Fact]
    public void Read_OfAliasesThatMultiply_IsRefused()
    {
        var text = new System.Text.StringBuilder("name: a\ninstructions: One.\nx0: &x0 [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n");
        for (var i = 1; i < 9; i++)
            text.Append($"x{i}: &x{i} [{string.Join(", ", Enumerable.Repeat($"*x{i - 1}", 10))}]\n");
        Write("a.yaml", text.ToString());

        Assert.Contains("aliases", Assert.Single(AgentFiles.Read([folder]).Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfTwoFolders_LetsTheLaterOneReplaceAnAgent()
    {
        Write("first/a.yaml", "name: one\ninstructions: Shipped.\n");
        Write("second/b.yaml", "name: one\ninstructions: Mine.\n");

        var files = AgentFiles.Read([Path.Combine(folder, "first"), Path.Combine(folder, "second")]);

        Assert.Equal("Mine.", Assert.Single(files.Agents).Value.Instructions);
        Assert.Contains("no folder", Assert.Single(AgentFiles.Read([Path.Combine(folder, "none")]).Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_Published_KnowsTheSameSettingsAsTheReader()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "agent.schema.json")));
        Assert.Equal(SettingsOf("nothing: 1"), NamesOf(schema.RootElement));
        foreach (var block in new[] { "model", "output", "memory", "limits", "people" })
            Assert.Equal(SettingsOf($"name: a\ninstructions: b\n{block}: {{ nothing: 1 }}"), NamesOf(schema.RootElement.GetProperty("properties").GetProperty(block)));
        var choice = schema.RootElement.GetProperty("properties").GetProperty("model").GetProperty("properties").GetProperty("choose");
        Assert.Equal(SettingsOf("name: a\ninstructions: b\nmodel: { choose: { nothing: 1 } }"), NamesOf(choice));
    }

    [Fact]
    public void Read_OfAChoiceOfModels_TakesEveryConstraint()
    {
        Write("a.yaml", """
            name: chooser
            instructions: Do it.
            model:
              choose: { among: [big, small], needs: [json], region: eu, ceilingUsd: 0.25, costWeight: 0, latencyWeight: 2 }
            """);
        Write("b.yaml", "name: any\ninstructions: Do it.\nmodel: { choose: {} }\n");

        var files = AgentFiles.Read([folder]);

        Assert.Empty(files.Errors);
        var choice = files.Agents["chooser"].Model.Choose!;
        Assert.Equal(["big", "small"], choice.Among);
        Assert.Equal(["json"], choice.Needs);
        Assert.Equal(("eu", 0.25m, 0.0, 2.0), (choice.Region, choice.CeilingUsd, choice.CostWeight, choice.LatencyWeight));
        Assert.Empty(files.Agents["any"].Model.Choose!.Among);
        Assert.Null(files.Agents["any"].Model.Name);
    }

    [Fact]
    public void Read_OfAWrongChoiceOfModels_NamesEveryErrorWithItsLine()
    {
        Write("a.yaml", "name: a\ninstructions: One.\nmodel:\n  name: big\n  choose:\n    among: [smal]\n    ceilingUsd: -1\n    rigion: eu\n");

        var errors = AgentFiles.Read([folder], new KnownNames(["big", "small"], _ => true)).Errors;

        AssertError(errors, "a.yaml(6)", "'choose' and 'name' exclude each other");
        AssertError(errors, "a.yaml(6)", "No model 'smal' is configured");
        AssertError(errors, "a.yaml(7)", "'ceilingUsd' must be a number from 0 to 1000");
        AssertError(errors, "a.yaml(8)", "'rigion' is not a setting here");
    }

    // What the reader says there is, when it meets a setting that it does not know.
    private static List<string> SettingsOf(string text)
    {
        var errors = new YamlErrors("x");
        AgentReader.Read(text, errors);
        const string before = "'nothing' is not a setting here; there are ";
        var list = errors.All.Single(error => error.Contains(before, StringComparison.Ordinal));
        return [.. list[(list.IndexOf(before, StringComparison.Ordinal) + before.Length)..].TrimEnd('.').Split(", ").Order(StringComparer.Ordinal)];
    }

    private static List<string> NamesOf(JsonElement block) =>
        [.. block.GetProperty("properties").EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal)];

    private static void AssertError(IReadOnlyList<string> errors, string place, string text) =>
        Assert.True(
            errors.Any(error => error.StartsWith(place, StringComparison.Ordinal) && error.Contains(text, StringComparison.Ordinal)),
            string.Join('\n', errors));

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
        File.WriteAllText(Path.Combine(folder, name), text);
    }
}
