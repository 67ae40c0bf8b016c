using Models.TestServer;

namespace EndToEnd.Tests;

/// <summary>The agent, the tool and the pattern of docs/agents.md, in an app of their own.</summary>
public sealed class ExampleAppTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Examples_OfTheDocument_RunInAnAppOfTheirOwn()
    {
        scratch.Write("agents/greeter.yaml", await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "greeter.yaml")));
        scratch.Write("agents/checker.yaml", "name: checker\ninstructions: Check.\n");
        await using var model = await ModelServer.StartAsync(request => request.Text.Contains("Somebody answered", StringComparison.Ordinal)
            ? ModelReply.Text("Yes.")
            : request.Text.Contains("tool_call_id", StringComparison.Ordinal) ? ModelReply.Text("Hello Ann, the first time.")
            : ModelReply.Tool("c", "count_up", """{"what":"greetings"}"""));
        var settings = new Dictionary<string, string>
        {
            ["Models__Default"] = $"compatible:test@{model.Address}/v1",
            ["Agents__Folder"] = scratch["agents"],
            ["Tools__DataFolder"] = scratch["hub/tools"],
        };

        using var app = await TestApp.StartAsync(scratch, settings);
        await app.OrchestrateAsync("SecondOpinion", "s", new { Agents = new[] { "greeter", "checker" }, Task = "Greet Ann." });
        var end = await app.EndAsync("s");

        Assert.Equal("Hello Ann, the first time.", end.GetProperty("Text").GetString());
        Assert.Equal("Yes.", end.GetProperty("Problem").GetString());
        var told = model.Requests[1].Messages[^1].GetProperty("content").GetString()!;
        Assert.Contains("\"count\":1", told, StringComparison.OrdinalIgnoreCase);
    }
}
