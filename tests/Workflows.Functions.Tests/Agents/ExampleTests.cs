using Models.TestServer;
using Workflows.Contracts.Agents;
using Workflows.Functions.Tests.Agents.Examples;

namespace Workflows.Functions.Tests.Agents;

/// <summary>What docs/agents.md shows is what runs here: an agent, a tool and a pattern, with the real registry.</summary>
public sealed class ExampleTests
{
    private const int LinesMax = 30;

    [Theory]
    [InlineData("greeter.yaml")]
    [InlineData("CounterTool.cs")]
    [InlineData("SecondOpinion.cs")]
    public void Example_InTheDocument_IsTheFileThatRuns(string name)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "examples", name)).Trim();
        Assert.Contains(text, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "examples", "agents.md")), StringComparison.Ordinal);
        Assert.True(text.Split('\n').Length < LinesMax, $"{name} is too long to be an example.");
    }

    [Fact]
    public async Task Example_OfAllThree_RunsTogether()
    {
        await using var server = await ModelServer.StartAsync(request => request.Text.Contains("Somebody answered", StringComparison.Ordinal)
            ? ModelReply.Text("Yes.")
            : request.Text.Contains("tool_call_id", StringComparison.Ordinal) ? ModelReply.Text("Hello Ann, the first time.")
            : ModelReply.Tool("c", "count_up", """{"what":"greetings"}"""));
        var greeter = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "examples", "greeter.yaml"));
        await using var app = await AgentApp.StartAsync(server, CounterTool.Create(), greeter, "name: checker\ninstructions: Check.\n");

        var result = await app.TeamAsync(nameof(SecondOpinion), new TeamRequest(["greeter", "checker"], "Greet Ann."));

        Assert.Equal(("Hello Ann, the first time.", "Yes."), (result.Text, result.Problem));
        Assert.Contains("count\\\":1", server.Requests[1].Text.Replace("\\u0022", "\\\"", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
