using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Contracts.Tools;
using Workflows.Tools.Mcp;
using Workflows.Tools.Tests.Support;

namespace Workflows.Tools.Tests.Mcp;

/// <summary>A server, as a process of its own, that writes what it should not and does not end when it is told to.</summary>
public sealed class McpRogueServerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string folder = Directory.CreateTempSubdirectory("rogue-").FullName;

    private string Pids => Path.Combine(folder, "pids");

    private string Starts => Path.Combine(folder, "starts");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Die_HostOfAServerThatStays_TakesItAndItsChildrenAlong()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using var bench = Bench();
        (await bench.CallAsync("rogue_echo", new { })).Good();
        var left = Processes();
        Assert.Equal(2, left.Count);

        bench.Services.GetRequiredService<McpPool>().Servers["rogue"].Process!.StandardInput.Close();      // all that a server sees of kill -9

        await Task.WhenAll(left.Select(process => process.WaitForExitAsync())).WaitAsync(Patience);
    }

    [Fact]
    public async Task Dispose_OfAServerThatStays_EndsItAndItsChildren()
    {
        IReadOnlyList<Process> left;
        await using (var bench = Bench())
        {
            (await bench.CallAsync("rogue_echo", new { })).Good();
            left = Processes();
        }
        await Task.WhenAll(left.Select(process => process.WaitForExitAsync())).WaitAsync(Patience);
    }

    [Fact]
    public async Task Dispose_OfAServerThatEndsWithItsInput_LetsItFinish()
    {
        var lastWord = Path.Combine(folder, "last-word");
        await using (var bench = Bench(("Tools:Mcp:rogue:Arguments:3", lastWord)))
            (await bench.CallAsync("rogue_echo", new { })).Good();
        Assert.Equal("done", await File.ReadAllTextAsync(lastWord));
    }

    [Fact]
    public async Task Call_ServerThatWritesWithoutEnd_BreaksOffAndTheNextCallStartsIt()
    {
        await using var bench = Bench();
        var outcome = await bench.CallAsync("rogue_flood", new { });
        Assert.Equal(ToolErrorKind.Unavailable, outcome.Error);
        (await bench.CallAsync("rogue_echo", new { })).Good();
        Assert.True((await File.ReadAllTextAsync(Starts)).Length > 1);
    }

    [Fact]
    public async Task Call_ServerThatWritesLinesOfItsLog_IsAnswered()
    {
        await using var bench = Bench();
        Assert.Equal("answered", (await bench.CallAsync("rogue_noise", new { })).Good().Text);
    }

    private ToolBench Bench(params (string Name, string Value)[] more) => ToolBench.Create(new Dictionary<string, string?>(
        more.Select(setting => KeyValuePair.Create<string, string?>(setting.Name, setting.Value)))
    {
        ["Tools:Mcp:rogue:Command"] = "node",
        ["Tools:Mcp:rogue:Arguments:0"] = Path.Combine(AppContext.BaseDirectory, "Support", "rogue-server.js"),
        ["Tools:Mcp:rogue:Arguments:1"] = Pids,
        ["Tools:Mcp:rogue:Arguments:2"] = Starts,
        ["Tools:Mcp:rogue:TrustHints"] = "true",
        ["Tools:Mcp:rogue:TimeoutSeconds"] = "60",
    });

    private List<Process> Processes() =>
        [.. File.ReadAllText(Pids).Split(' ').Select(id => Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture)))];
}
