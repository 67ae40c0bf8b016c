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
            Assert.Equal(full, JsonSerializer.Deserialize<ModelOutcome>(json, options));
        }
    }

    [Fact]
    public void Serialize_Call_ComesBackEqual()
    {
        var call = new ModelCall("s", "u") { Model = "m", Schema = new AnswerSchema("n", "{}"), MaxOutputTokens = 5, Temperature = 0.1 };

        Assert.Equal(call, JsonSerializer.Deserialize<ModelCall>(JsonSerializer.Serialize(call)));
    }
}
