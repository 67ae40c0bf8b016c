using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Workflows.Contracts.Agents;
using Workflows.Contracts.Models;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Workflows.Activities.Agents.Definitions;

/// <summary>Reads one agent's file. Every error is found, each with its line. Pure.</summary>
internal static partial class AgentReader
{
    private const int InstructionsMax = 32_000;         // about 8,000 tokens; more is material and belongs into files that tools read
    private const int DescriptionMax = 500;
    private const int ToolsMax = 64;                    // models choose badly among more
    private const int ChoicesMax = 64;                  // as many as a person still tells apart
    private const double UsdMax = 1_000;                // of one call; no model's whole context costs that
    private const double WeightMax = 100;
    private const int DaysMaxSeconds = 30 * 86_400;

    /// <summary>Reads a definition.</summary>
    /// <param name="text">The file.</param>
    /// <param name="errors">Told what is wrong.</param>
    /// <param name="known">What the file may name; null does not look.</param>
    /// <returns>The definition; null when the file is wrong, which <paramref name="errors"/> then tells.</returns>
    public static AgentDefinition? Read(string text, YamlErrors errors, KnownNames? known = null)
    {
        if (Parse(text, errors) is not { } root)
            return null;
        var before = errors.All.Count;
        var map = new YamlMap(root, "An agent", errors);
        var name = map.Text("name", 48, required: true);
        if (name is not null && !AgentName().IsMatch(name))
            errors.Add(map.Node("name"), $"'{name}' is no name: use lower-case letters, digits and hyphens, beginning with a letter.");
        var definition = new AgentDefinition(name ?? "", map.Text("instructions", InstructionsMax, required: true) ?? "")
        {
            Description = map.Text("description", DescriptionMax) ?? "",
            Version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n"))))[..12],
            Model = ReadModel(map.Block("model"), known, errors),
            Tools = ReadTools(map, known, errors),
            Output = ReadOutput(map, errors),
            Memory = ReadMemory(map.Block("memory")),
            Limits = ReadLimits(map.Block("limits")),
            People = ReadPeople(map.Block("people")),
        };
        map.RefuseOthers();
        return errors.All.Count == before ? definition : null;
    }

    private static YamlNode? Parse(string text, YamlErrors errors)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count == 1)
                return YamlSize.Problem(stream.Documents[0].RootNode) is not { } problem ? stream.Documents[0].RootNode : Refuse(problem, errors);
            errors.Add(1, $"A file holds one agent; this one holds {stream.Documents.Count}.");
        }
        catch (YamlException error)
        {
            errors.Add(error.Start.Line, $"This is no YAML: {error.Message.TrimEnd('.')}.");
        }

        return null;
    }

    private static YamlNode? Refuse((long Line, string Text) problem, YamlErrors errors)
    {
        errors.Add(problem.Line, problem.Text);
        return null;
    }

    private static AgentModelPolicy ReadModel(YamlMap? map, KnownNames? known, YamlErrors errors)
    {
        if (map is null)
            return new AgentModelPolicy();
        var fallback = map.Texts("fallback", 5);
        var policy = new AgentModelPolicy
        {
            Name = map.Text("name", 100),
            Choose = ReadChoice(map.Block("choose"), known, errors),
            Fallback = [.. fallback.Select(entry => entry.Text)],
            Temperature = map.Number("temperature", 0, 2),
            MaxOutputTokens = map.Whole("maxOutputTokens", 1, 1_000_000),
            Task = map.Text("task", 64),
        };
        map.RefuseOthers();
        if (map.Has("choose") && map.Has("name"))
            errors.Add(map.Node("choose"), "'choose' and 'name' exclude each other: a model is named, or chosen.");
        if (policy.Name is { } name)
            CheckModel(name, map.Node("name")!, known, errors);
        foreach (var (model, node) in fallback)
            CheckModel(model, node, known, errors);
        return policy;
    }

    private static ModelPolicy? ReadChoice(YamlMap? map, KnownNames? known, YamlErrors errors)
    {
        if (map is null)
            return null;
        var plain = new ModelPolicy();
        var among = map.Texts("among", ChoicesMax);
        var policy = new ModelPolicy
        {
            Among = [.. among.Select(entry => entry.Text)],
            Needs = [.. map.Texts("needs", ChoicesMax).Select(entry => entry.Text)],
            Region = map.Text("region", 100),
            CeilingUsd = (decimal?)map.Number("ceilingUsd", 0, UsdMax),
            CostWeight = map.Number("costWeight", 0, WeightMax) ?? plain.CostWeight,
            LatencyWeight = map.Number("latencyWeight", 0, WeightMax) ?? plain.LatencyWeight,
        };
        map.RefuseOthers();
        foreach (var (model, node) in among)
            CheckModel(model, node, known, errors);
        return policy;
    }

    private static void CheckModel(string name, YamlNode node, KnownNames? known, YamlErrors errors)
    {
        if (known?.IsModel(name) == false)
            errors.Add(node, $"No model '{name}' is configured; there are {string.Join(", ", known.Models.Order(StringComparer.Ordinal))}: add it to Models:Named.");
    }

    private static IReadOnlyList<string> ReadTools(YamlMap map, KnownNames? known, YamlErrors errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (tool, node) in map.Texts("tools", ToolsMax))
        {
            if (!ToolName().IsMatch(tool))
                errors.Add(node, $"'{tool}' is no tool's name: use letters, digits, '_' and '-', at most 64.");
            else if (!seen.Add(tool))
                errors.Add(node, $"'{tool}' is listed twice.");
            else if (known is not null && !LoopTools.Names.Contains(tool) && !known.MayBeTool(tool))
                errors.Add(node, $"Nobody offers a tool '{tool}': 'workflows tools list' names those there are.");
        }

        return [.. seen];
    }

    private static AnswerSchema? ReadOutput(YamlMap map, YamlErrors errors)
    {
        if (map.Block("output") is not { } output)
            return null;
        var name = output.Text("name", 64) ?? "answer";
        var schema = output.Node("schema");
        if (schema is not YamlMappingNode shape)
            errors.Add(schema ?? map.Node("output"), "'schema' must be a JSON schema, written as a block.");
        else if (!shape.Children.TryGetValue(new YamlScalarNode("type"), out var type) || type is not YamlScalarNode { Value: "object" or "array" })
            errors.Add(schema, "The root of 'schema' must have the type object or array.");
        if (!ToolName().IsMatch(name))
            errors.Add(output.Node("name"), $"'{name}' is no name of a schema: use letters, digits, '_' and '-', at most 64.");
        output.RefuseOthers();
        if (schema is YamlMappingNode)
        {
            foreach (var problem in OutputSchemaCheck.Problems(YamlToJson.Convert(schema)!))
                errors.Add(schema, problem);
        }

        return schema is YamlMappingNode ? new AnswerSchema(name, YamlToJson.Convert(schema)!.ToJsonString()) : null;
    }

    private static AgentMemory ReadMemory(YamlMap? map)
    {
        if (map is null)
            return new AgentMemory();
        var plain = new AgentMemory();
        var memory = new AgentMemory { Session = map.Flag("session") ?? false, TurnsMax = map.Whole("turnsMax", 1, 200) ?? plain.TurnsMax };
        map.RefuseOthers();
        return memory;
    }

    private static AgentLimits ReadLimits(YamlMap? map)
    {
        var plain = new AgentLimits();
        if (map is null)
            return plain;
        var limits = new AgentLimits
        {
            Steps = map.Whole("steps", 1, 200) ?? plain.Steps,
            ToolCalls = map.Whole("toolCalls", 0, 1_000) ?? plain.ToolCalls,
            ParallelTools = map.Whole("parallelTools", 1, 32) ?? plain.ParallelTools,
            Seconds = map.Whole("seconds", 1, DaysMaxSeconds) ?? plain.Seconds,
        };
        map.RefuseOthers();
        return limits;
    }

    private static AgentPeople ReadPeople(YamlMap? map)
    {
        var plain = new AgentPeople();
        if (map is null)
            return plain;
        var people = new AgentPeople
        {
            Assignee = map.Text("assignee", 100) ?? plain.Assignee,
            DeadlineSeconds = map.Whole("deadlineSeconds", 1, DaysMaxSeconds) ?? plain.DeadlineSeconds,
            DefaultAnswer = map.Text("defaultAnswer", 2_000) ?? plain.DefaultAnswer,
        };
        map.RefuseOthers();
        return people;
    }

    [GeneratedRegex("^[a-z][a-z0-9-]*$", RegexOptions.None, 1000)]
    private static partial Regex AgentName();

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$", RegexOptions.None, 1000)]
    private static partial Regex ToolName();
}
