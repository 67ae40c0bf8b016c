using Models.LocalServer;

namespace EndToEnd.Tests;

/// <summary>The program starts a model's server, and whatever ends the program ends the server.</summary>
public sealed class LocalModelTests : IDisposable
{
    private readonly ScratchFolder scratch = new();
    private readonly LocalServerPlace place = new("m");

    public void Dispose()
    {
        place.Dispose();
        scratch.Dispose();
    }

    [Theory]
    [InlineData("KILL")]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Run_IsEndedInTheMiddle_LeavesNoServerBehind(string signal)
    {
        scratch.Write("good/A.cs", "public sealed class A; // HANG\n");
        using var run = Start(signal == "KILL" ? "--child --stubborn" : "--child");
        await place.LineAsync("hang");

        await run.SignalAsync(signal);

        await run.ExitAsync();
        await LocalServerPlace.EndAsync(place.Starts[0]);
        await LocalServerPlace.EndAsync(place.Children[0]);
    }

    [Fact]
    public async Task Run_ThatEndsByItself_TakesTheServerAlong()
    {
        scratch.Write("good/A.cs", "public sealed class A;\n");
        using var run = Start("--child");

        await run.ExitAsync();

        var server = Assert.Single(place.Starts);
        await LocalServerPlace.EndAsync(server);
        await LocalServerPlace.EndAsync(place.Children[0]);
    }

    private WorkflowsProcess Start(string how)
    {
        var settings = place.Settings("m", how).ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value!);
        settings["Models__Default"] = "m";
        return WorkflowsProcess.Start(
            scratch.FullPath, settings, "run", "review", scratch["good"], "--hub", scratch["hub"], "--out", scratch["out"]);
    }
}
