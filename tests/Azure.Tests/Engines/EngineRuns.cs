using System.Text.Json.Nodes;
using Azure.Tests.Building;
using Azure.Tests.Support;

namespace Azure.Tests.Engines;

/// <summary>The same orchestrators, from the same sources, run once on our engine and once on Microsoft's.</summary>
internal static class EngineRuns
{
    private static readonly Dictionary<string, string> Inputs = new(StringComparer.Ordinal)
    {
        ["ProbeOrder"] = "{}",
        ["ProbeFailure"] = "{}",
        ["ProbeThrowing"] = "\"nobody\"",
        ["ProbeRetry"] = "{}",
        ["ProbeFamily"] = "{}",
        ["ProbeTime"] = "{}",
        ["ProbeAgain"] = "1",
        ["Review"] = $$"""{"Folder":"{{Repository.Path("samples")}}"}""",
        ["Research"] = $$"""{"Question":"What does the shop sell, and how are refunds made?","Files":"{{Repository.Path("samples/docs")}}"}""",
        ["Sequential"] = $$"""{"Agents":["researcher","research-critic"],"Task":"How are refunds made?","Folder":"{{Repository.Path("samples/docs")}}"}""",
    };

    private static readonly SemaphoreSlim Turn = new(1, 1);
    private static (Dictionary<string, JsonNode> Ours, Dictionary<string, JsonNode> Theirs)? ran;

    public static IEnumerable<string> Orchestrators => Inputs.Keys;

    /// <summary>How an orchestrator ended on both; the first question runs them all.</summary>
    public static async Task<(JsonNode Ours, JsonNode Theirs)> OfAsync(string orchestrator)
    {
        await Turn.WaitAsync();
        try
        {
            ran ??= (await RunAsync(Repository.LocalProbe), await RunAsync(AzureBuild.Built("tests/EngineProbe")));
            return (ran.Value.Ours[orchestrator], ran.Value.Theirs[orchestrator]);
        }
        finally
        {
            Turn.Release();
        }
    }

    private static async Task<Dictionary<string, JsonNode>> RunAsync(string folder)
    {
        var arguments = Inputs.SelectMany(pair => new[] { pair.Key, pair.Value }).Prepend(Path.Join(folder, "EngineProbe.dll"));
        var result = await Tool.RunAsync(Tool.Dotnet, folder, [.. arguments]);
        Assert.True(result.Code == 0, result.Everything);
        return result.Output.Split('\n').Where(line => line.StartsWith("{\"engine\"", StringComparison.Ordinal)).Select(line => JsonNode.Parse(line)!)
            .ToDictionary(run => (string)run["workflow"]!, StringComparer.Ordinal);
    }
}
