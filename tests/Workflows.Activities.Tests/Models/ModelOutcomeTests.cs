using System.Text.Json;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Tests.Models;

/// <summary>Outcomes lie in runs' histories for months: their form on disk is frozen here.</summary>
public sealed class ModelOutcomeTests
{
    private static readonly ModelUsage Used = new(1, 2, 0.5m);

    public static readonly TheoryData<ModelOutcome, string> Outcomes = new()
    {
        { new Answered("a") { CutShort = true, ModelVersion = "v" }, "answered" },
        { new Answered("") { ToolRequests = [new ToolRequest("1", "search", """{"for":"x"}""")] }, "answered" },
        { new Throttled("m", TimeSpan.FromSeconds(7)), "throttled" },
        { new Unauthorized("m"), "unauthorized" },
        { new TimedOut("m"), "timedOut" },
        { new Unavailable("m", TimeSpan.FromMinutes(1)), "unavailable" },
        { new Refused("m"), "refused" },
        { new Malformed("m") { Excerpt = "x" }, "malformed" },
        { new InvalidRequest("m"), "invalidRequest" },
    };

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void Serialize_EachKind_ComesBackEqual(ModelOutcome outcome, string kind)
    {
        var full = outcome with { Model = "m", Usage = Used, LatencyMs = 12 };

        foreach (var options in new[] { JsonSerializerOptions.Default, JsonSerializerOptions.Web })
        {
            var json = JsonSerializer.Serialize(full, options);
            Assert.StartsWith($$"""{"kind":"{{kind}}",""", json, StringComparison.Ordinal);
            Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<ModelOutcome>(json, options), options));
            Assert.Contains(json, JsonSerializer.Serialize<object>(new ModelResult(full), options), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Serialize_Call_ComesBackEqual()
    {
        var call = new ModelCall("s", "u")
        {
            Model = "m",
            Schema = new AnswerSchema("n", "{}"),
            MaxOutputTokens = 5,
            Temperature = 0.1,
            Turns =
            [
                ModelTurn.Assistant(new Answered("") { ToolRequests = [new ToolRequest("1", "search", "{}")] }),
                ModelTurn.Tools([new ToolReply("1", "found") { Failed = true }]),
            ],
            Tools = [new ModelTool("search", "Finds.", "{}")],
            Stream = "s",
        };
        var json = JsonSerializer.Serialize(call);

        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<ModelCall>(json)));
    }

    [Fact]
    public void Deserialize_FormerHistory_TakesTheDefaults()
    {
        var call = JsonSerializer.Deserialize<ModelCall>("""{"SystemText":"s","UserText":"u","Model":null,"Schema":null}""")!;
        var answer = Assert.IsType<Answered>(JsonSerializer.Deserialize<ModelOutcome>("""{"kind":"answered","Text":"t","CutShort":true}"""));

        Assert.Empty(call.Turns);
        Assert.Empty(call.Tools);
        Assert.Null(call.Stream);
        Assert.Empty(answer.ToolRequests);
    }
}
