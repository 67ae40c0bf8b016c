using Workflows.Contracts.Models;
using Workflows.Contracts.Review;

namespace Workflows.Activities.Agents;

/// <summary>The form of each round's answer, as JSON Schema. All properties are required, as strict modes of providers ask.</summary>
internal static class AgentSchemas
{
    private const string Citations =
        """{"type":"array","items":{"type":"object","properties":{"file":{"type":"string"},"line":{"type":["integer","null"]}},"required":["file","line"],"additionalProperties":false}}""";

    private const string Severity = """{"type":["string","null"],"enum":["info","low","medium","high","critical",null]}""";

    private const string Verdict = """{"type":"string","enum":["support","oppose"]}""";

    private const string Text = """{"type":"string"}""";

    private static readonly AnswerSchema Propose = new("statements", Root("statements", List(
        ("text", Text), ("severity", Severity), ("citations", Citations))));

    private static readonly AnswerSchema Challenge = new("challenges", Root("challenges", List(
        ("statement", Text), ("verdict", Verdict), ("reason", Text))));

    private static readonly AnswerSchema Answer = new("answers", Object(
        ("answers", List(("statement", Text), ("action", """{"type":"string","enum":["defend","revise","withdraw"]}"""),
            ("reason", Text), ("text", """{"type":["string","null"]}"""), ("severity", Severity), ("citations", Citations))),
        ("votes", List(("statement", Text), ("verdict", Verdict), ("reason", Text)))));

    private static readonly AnswerSchema Edit = new("edition", Object(
        ("headline", Text),
        ("entries", List(("statements", """{"type":"array","items":{"type":"string"}}"""), ("text", Text)))));

    public static AnswerSchema For(AgentRound round) => round switch
    {
        AgentRound.Propose => Propose,
        AgentRound.Challenge => Challenge,
        AgentRound.Answer => Answer,
        _ => Edit,
    };

    private static string Root(string name, string schema) => Object((name, schema));

    private static string List(params (string Name, string Schema)[] properties) => $$"""{"type":"array","items":{{Object(properties)}}}""";

    private static string Object(params (string Name, string Schema)[] properties) =>
        "{\"type\":\"object\",\"properties\":{" + string.Join(",", properties.Select(p => $"\"{p.Name}\":{p.Schema}")) + "},\"required\":["
        + string.Join(",", properties.Select(p => $"\"{p.Name}\"")) + "],\"additionalProperties\":false}";
}
