using System.Text.Json;

namespace EndToEnd.Tests;

/// <summary><c>workflows tools</c> in a process of its own.</summary>
public sealed class ToolVerbTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task List_AsJson_NamesToolsWithTheirEffectsAndCalls()
    {
        (await VerbAsync("call", "math_evaluate", """{"expression":"6*7"}""")).Succeeded();
        using var list = JsonDocument.Parse((await VerbAsync("list", "--json")).Succeeded().Output);
        var tools = list.RootElement.GetProperty("tools").EnumerateArray().ToDictionary(tool => tool.GetProperty("name").GetString()!, StringComparer.Ordinal);
        Assert.True(tools.Count >= 40, $"{tools.Count} tools");
        Assert.Equal("Destructive", tools["files_delete"].GetProperty("effect").GetString());
        Assert.Equal(1, tools["math_evaluate"].GetProperty("statistics").GetProperty("calls").GetInt32());
    }

    [Fact]
    public async Task Call_WritingTool_NeedsApproval()
    {
        const string arguments = """{"path":"note.txt","text":"hi"}""";
        var asked = await VerbAsync("call", "files_write", arguments);
        Assert.Equal(1, asked.ExitCode);
        Assert.Contains("NeedsApproval", asked.Error, StringComparison.Ordinal);
        (await VerbAsync("call", "files_write", arguments, "--approve")).Succeeded();
        Assert.Equal("hi", (await VerbAsync("call", "files_read", """{"path":"note.txt"}""")).Succeeded().Output.Trim());
    }

    [Theory]
    [InlineData(2, "show", "nothing")]
    [InlineData(2, "call", "nothing")]
    [InlineData(3, "call", "math_evaluate", "{}")]
    [InlineData(3, "call", "math_evaluate", "{")]
    public async Task Call_WrongUse_HasItsExitCode(int exitCode, params string[] arguments)
    {
        var ending = await VerbAsync(arguments);
        Assert.Equal(exitCode, ending.ExitCode);
        Assert.NotEmpty(ending.Error);
    }

    private Task<Ending> VerbAsync(params string[] arguments) => WorkflowsProcess.RunAsync(scratch.FullPath, ["tools", .. arguments]);
}
