using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Workflows.Contracts.Tools;
using Workflows.Tools.Mcp;
using Workflows.Tools.Sandbox;
using Workflows.Tools.Tests.Support;

namespace Workflows.Tools.Tests.Mcp;

/// <summary>A real server from npm over streamable HTTP, as a process of its own.</summary>
public sealed class McpHttpTests
{
    [Fact]
    public async Task Call_OverHttp_ListsAndAnswersOverOneWarmSession()
    {
        await using var server = await StartAsync();
        await using var bench = Bench(server.Url);
        var tools = await bench.Registry.ListAsync(CancellationToken.None);

        for (var i = 0; i < 5; i++)
            Assert.Contains($"hello {i}", (await bench.CallAsync("far_echo", new { message = $"hello {i}" })).Good().Text, StringComparison.Ordinal);

        Assert.True(tools.Count(tool => tool.Source == "mcp:far") >= 10);
        Assert.Equal(1, Server(bench).Starts);
        Assert.Equal(1, server.Count("Session initialized"));
    }

    [Fact]
    public async Task Call_WrongArguments_NeverReachTheServer()
    {
        await using var server = await StartAsync();
        await using var bench = Bench(server.Url);
        await bench.Registry.ListAsync(CancellationToken.None);
        var before = server.Count("POST");

        Assert.Equal(ToolErrorKind.InvalidArguments, (await bench.CallAsync("far_echo", new { massage = "x" })).Error);
        Assert.Equal(ToolErrorKind.UnknownTool, (await bench.CallAsync("far_nothing", new { })).Error);

        Assert.Equal(before, server.Count("POST"));
    }

    [Fact]
    public async Task Call_ServerStartedAnewBetweenCalls_GetsANewSessionWithinTheCall()
    {
        await using var server = await StartAsync();
        await using var bench = Bench(server.Url);
        (await bench.CallAsync("far_echo", new { message = "a" })).Good();
        await server.KillAsync();
        await server.StartAsync();

        var outcome = (await bench.CallAsync("far_echo", new { message = "b" })).Good();

        Assert.Equal(2, outcome.Attempts);
        Assert.Equal(2, Server(bench).Starts);
    }

    [Fact]
    public async Task Call_ServerDiesInTheMiddle_IsUnavailableAndTheNextOneAnswers()
    {
        await using var server = await StartAsync();
        await using var bench = Bench(server.Url, ("Tools:Mcp:far:Effects:trigger-long-running-operation", "Write"), ("Tools:Allow:0", "far_trigger-long-running-operation"));
        await bench.Registry.ListAsync(CancellationToken.None);
        var before = server.Count("POST");
        var call = bench.CallAsync("far_trigger-long-running-operation", new { duration = 600, steps = 2 });
        await server.LineAsync("POST", before + 1);

        await server.KillAsync();

        var outcome = await call;
        Assert.True(outcome.Error == ToolErrorKind.Unavailable, $"{outcome.Error}: {outcome.Text}");
        await server.StartAsync();
        (await bench.CallAsync("far_echo", new { message = "b" })).Good();
    }

    [Fact]
    public async Task Call_NobodyListens_IsUnavailableAndNamesTheServer()
    {
        await using var server = await StartAsync();
        await using var bench = Bench(server.Url);
        await server.KillAsync();

        var outcome = await bench.CallAsync("far_echo", new { message = "a" });

        Assert.Equal(ToolErrorKind.Unavailable, outcome.Error);
        Assert.Contains("far", outcome.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_SettingOfAHeaderIsMissing_IsUnavailableAndNamesTheSetting()
    {
        await using var bench = Bench("http://127.0.0.1:9/mcp", ("Tools:Mcp:far:HeaderSettings:Authorization", "FAR_KEY"));

        Assert.Contains("FAR_KEY", (await bench.CallAsync("far_echo", new { message = "a" })).Text, StringComparison.Ordinal);
    }

    private static async Task<NodeServer> StartAsync()
    {
        var options = Options.Create(new ToolOptions { DataFolder = await InstalledPackages.FolderAsync() });
        using var sandbox = new SandboxLauncher(options);
        return await NodeServer.StartAsync(new McpPackages(options, new NpmInstall(sandbox)).EntryOf("@modelcontextprotocol/server-everything"));
    }

    private static McpServer Server(ToolBench bench) => bench.Services.GetRequiredService<McpPool>().Servers["far"];

    private static ToolBench Bench(string url, params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string?> { ["Tools:Mcp:far:Url"] = url, ["Tools:Mcp:far:TrustHints"] = "true" };
        foreach (var (name, value) in more)
            settings[name] = value;
        return ToolBench.Create(settings);
    }
}
