using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Contracts.Tools;
using Workflows.Tools.Mcp;
using Workflows.Tools.Tests.Support;

namespace Workflows.Tools.Tests.Mcp;

/// <summary>Real servers from npm, as processes of their own.</summary>
public sealed class McpServerTests
{
    [Fact]
    public async Task List_AllServers_OffersAtLeastFiftyTools()
    {
        await using var bench = await BenchAsync("everything", "filesystem", "memory", "sequential-thinking", "git");
        var tools = await bench.Registry.ListAsync(CancellationToken.None);
        Assert.Empty(await bench.Registry.ProblemsAsync(CancellationToken.None));
        Assert.True(tools.Count >= 90, $"{tools.Count} tools");
        foreach (var source in new[] { "mcp:everything", "mcp:filesystem", "mcp:memory", "mcp:sequential-thinking", "mcp:git" })
            Assert.Contains(tools, tool => tool.Source == source);
    }

    [Fact]
    public async Task Call_WarmServer_UsesOneProcess()
    {
        await using var bench = await BenchAsync("everything");
        for (var i = 0; i < 5; i++)
            Assert.Contains($"hello {i}", (await bench.CallAsync("everything_echo", new { message = $"hello {i}" })).Good().Text, StringComparison.Ordinal);
        Assert.Equal(1, Server(bench, "everything").Starts);
    }

    [Fact]
    public async Task Call_ServerThatWasKilled_IsStartedAgain()
    {
        await using var bench = await BenchAsync("everything");
        (await bench.CallAsync("everything_echo", new { message = "a" })).Good();
        var server = Server(bench, "everything");
        server.Process!.Kill(entireProcessTree: true);      // the server stands below its warden
        await server.Process.WaitForExitAsync();
        (await bench.CallAsync("everything_echo", new { message = "b" })).Good();
        Assert.Equal(2, server.Starts);
    }

    [Fact]
    public async Task Call_ServerThatStartsSlowly_IsAnsweredByItsFirstStart()
    {
        await using var bench = ToolBench.Create(new Dictionary<string, string?>
        {
            ["Tools:Mcp:slow:Command"] = "node",
            ["Tools:Mcp:slow:Arguments:0"] = Path.Combine(AppContext.BaseDirectory, "Support", "slow-server.js"),
            ["Tools:Mcp:slow:TrustHints"] = "true",
        });

        Assert.Equal("answered", (await bench.CallAsync("slow_echo", new { })).Good().Text);

        Assert.Equal(1, Server(bench, "slow").Starts);
    }

    [Fact]
    public async Task Start_Dependencies_RunFirstAndInOrder()
    {
        await using var bench = await BenchAsync(["everything", "memory", "sequential-thinking"],
            ("Tools:Mcp:everything:DependsOn:0", "memory"), ("Tools:Mcp:memory:DependsOn:0", "sequential-thinking"));
        (await bench.CallAsync("everything_echo", new { message = "a" })).Good();
        var started = new[] { "sequential-thinking", "memory", "everything" }.Select(name => Server(bench, name).Process!.StartTime).ToList();
        Assert.Equal(started.Order(), started);
        Assert.Equal(3, started.Distinct().Count());
    }

    [Fact]
    public async Task Sweep_IdleServer_StopsAndTheNextCallStartsIt()
    {
        var clock = new JumpingTime(TimeSpan.Zero);
        await using var bench = await BenchAsync(["everything"], clock, ("Tools:Mcp:everything:IdleSeconds", "60"));
        (await bench.CallAsync("everything_echo", new { message = "a" })).Good();
        var (pool, server) = (bench.Services.GetRequiredService<McpPool>(), Server(bench, "everything"));
        await pool.SweepAsync();
        Assert.True(server.IsRunning);
        clock.Advance(TimeSpan.FromSeconds(61));
        await pool.SweepAsync();
        Assert.False(server.IsRunning);
        (await bench.CallAsync("everything_echo", new { message = "b" })).Good();
        Assert.Equal(2, server.Starts);
    }

    [Fact]
    public async Task Dispose_OfTheHost_EndsTheProcesses()
    {
        Process process;
        await using (var bench = await BenchAsync("everything"))
        {
            (await bench.CallAsync("everything_echo", new { message = "a" })).Good();
            process = Process.GetProcessById(Server(bench, "everything").Process!.Id);
        }
        using (process)
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Call_WritingToolOfServer_NeedsApproval()
    {
        await using var bench = await BenchAsync("filesystem");
        bench.Write("a.txt", "content");
        Assert.Contains("content", (await bench.CallAsync("filesystem_read_text_file", new { path = Path.Combine(bench.Files, "a.txt") })).Good().Text, StringComparison.Ordinal);
        var write = new { path = Path.Combine(bench.Files, "b.txt"), content = "new" };
        Assert.Equal(ToolErrorKind.NeedsApproval, (await bench.CallAsync("filesystem_write_file", write)).Error);
        Assert.False(File.Exists(write.path));
        (await bench.CallApprovedAsync("filesystem_write_file", write)).Good();
        Assert.Equal("new", await File.ReadAllTextAsync(write.path));
    }

    [Fact]
    public async Task Call_HintsWithoutTrust_LetNothingPass()
    {
        await using var bench = await BenchAsync(["filesystem"], ("Tools:Mcp:filesystem:TrustHints", "false"));
        Assert.Equal(ToolErrorKind.NeedsApproval, (await bench.CallAsync("filesystem_list_allowed_directories", new { })).Error);
    }

    [Fact]
    public async Task Call_Memory_RemembersWithinTheServer()
    {
        await using var bench = await BenchAsync("memory");
        var entities = new { entities = new[] { new { name = "Ann", entityType = "person", observations = new[] { "likes tea" } } } };
        (await bench.CallApprovedAsync("memory_create_entities", entities)).Good();
        Assert.Contains("likes tea", (await bench.CallApprovedAsync("memory_read_graph", new { })).Good().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_ErrorOfTheServer_IsAnOutcome()
    {
        await using var bench = await BenchAsync("filesystem");
        Assert.Equal(ToolErrorKind.Failed, (await bench.CallAsync("filesystem_read_text_file", new { path = "/etc/passwd" })).Error);
    }

    [SandboxFact]
    public async Task Call_SandboxedServer_Answers()
    {
        await using var bench = await BenchAsync(["everything"], ("Tools:Mcp:everything:Sandboxed", "true"));
        Assert.Contains("inside", (await bench.CallAsync("everything_echo", new { message = "inside" })).Good().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_ServerThatCannotStart_IsAProblemAndTheOthersStay()
    {
        await using var bench = ToolBench.Create(new Dictionary<string, string?> { ["Tools:Mcp:gone:Command"] = "no-such-program" });
        Assert.Contains(await bench.Registry.ListAsync(CancellationToken.None), tool => tool.Name == "files_read");
        Assert.Contains("no-such-program", Assert.Single(await bench.Registry.ProblemsAsync(CancellationToken.None)), StringComparison.Ordinal);
        Assert.Equal(ToolErrorKind.Unavailable, (await bench.CallAsync("gone_tool", new { })).Error);
    }

    private static McpServer Server(ToolBench bench, string name) => bench.Services.GetRequiredService<McpPool>().Servers[name];

    private static Task<ToolBench> BenchAsync(params string[] servers) => BenchAsync(servers, (TimeProvider?)null);

    private static Task<ToolBench> BenchAsync(string[] servers, params (string Name, string Value)[] more) => BenchAsync(servers, null, more);

    private static async Task<ToolBench> BenchAsync(string[] servers, TimeProvider? clock, params (string Name, string Value)[] more)
    {
        var installed = await InstalledPackages.FolderAsync();
        var folder = Path.Combine(Path.GetTempPath(), "tools-" + Guid.NewGuid().ToString("N"));
        var settings = new Dictionary<string, string?> { ["Tools:PackagesFolder"] = Path.Combine(installed, "npm") };
        foreach (var server in servers)
            settings[$"Tools:Mcp:{server}:Package"] = server == "git" ? "@cyanheads/git-mcp-server" : "@modelcontextprotocol/server-" + server;
        if (servers.Contains("filesystem"))
            settings["Tools:Mcp:filesystem:Arguments:0"] = Path.Combine(folder, "files");
        if (servers.Contains("memory"))
            settings["Tools:Mcp:memory:Environment:MEMORY_FILE_PATH"] = Path.Combine(folder, "memory.json");
        foreach (var (name, value) in more)
            settings[name] = value;
        Directory.CreateDirectory(folder);
        var bench = ToolBench.Create(settings, folder, clock);
        bench.OwnsFolder = true;
        return bench;
    }
}
