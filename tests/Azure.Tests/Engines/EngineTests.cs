using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Azure.Tests.Building;

namespace Azure.Tests.Engines;

/// <summary>
/// "The same source runs on both": workflows of the app, and orchestrators that show semantics, on our engine and on Microsoft's worker and
/// engine.
/// </summary>
[Collection(AzureBuildCollection.Name)]
public sealed partial class EngineTests
{
    // What no two runs have in common.
    private static readonly string[] OfTheMoment = ["StartedAt", "FinishedAt", "Elapsed", "ElapsedMs", "Seconds", "LatencyMs", "DurationMs"];

    public static TheoryData<string> Orchestrators => new(EngineRuns.Orchestrators);

    [Theory]
    [MemberData(nameof(Orchestrators))]
    public async Task Orchestrator_OnBothEngines_EndsTheSame(string orchestrator)
    {
        var (ours, theirs) = await EngineRuns.OfAsync(orchestrator);
        Assert.Equal("Runtime.Testing", (string?)ours["engine"]);
        Assert.Equal("Microsoft.DurableTask.InProcessTestHost", (string?)theirs["engine"]);
        Assert.Equal(orchestrator == "ProbeThrowing" ? "Failed" : "Completed", (string?)theirs["status"]);
        Assert.Equal(Comparable(theirs), Comparable(ours));
    }

    private static string Comparable(JsonNode run)
    {
        var copy = run.DeepClone().AsObject();
        copy.Remove("engine");
        foreach (var part in new[] { "output", "customStatus" })
        {
            if ((string?)copy[part] is { } json && (string?)copy["status"] == "Completed")
                copy[part] = Without(JsonNode.Parse(json));     // what a failed run leaves is its message and no JSON
        }

        return ClaimNumber().Replace(copy.ToJsonString(new JsonSerializerOptions { WriteIndented = true }), "C");
    }

    /// <summary>Claims are numbered as the parts of a question come in, which no two runs have in common either.</summary>
    [GeneratedRegex(@"\bC\d+\b", RegexOptions.None, 1000)]
    private static partial Regex ClaimNumber();

    private static JsonNode? Without(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject properties:
                foreach (var name in OfTheMoment)
                    properties.Remove(name);
                foreach (var (_, value) in properties)
                    Without(value);
                break;
            case JsonArray items:
                foreach (var item in items)
                    Without(item);
                break;
        }

        return node;
    }
}
