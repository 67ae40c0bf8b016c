using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Workflows.Tools.Tests.Support;

namespace Workflows.Tools.Tests.Registry;

public sealed class OptionsTests
{
    [Fact]
    public async Task Validate_WrongSettings_NamesEveryError()
    {
        await using var bench = ToolBench.Create(new Dictionary<string, string?>
        {
            ["Tools:Roots:1"] = "no/such/folder",
            ["Tools:Http:Hosts:0"] = "https://example.com/",
            ["Tools:Sandbox:MemoryMb"] = "1",
            ["Tools:Mcp:a:Command"] = "node",
            ["Tools:Mcp:a:Url"] = "http://127.0.0.1/",
            ["Tools:Mcp:a:DependsOn:0"] = "b",
            ["Tools:Mcp:b:DependsOn:0"] = "a",
            ["Tools:OpenApi:shop:Document"] = "no-such-file.json",
        });
        var error = Assert.Throws<OptionsValidationException>(() => bench.Services.GetRequiredService<IOptions<ToolOptions>>().Value);
        foreach (var part in new[] { "no/such/folder", "Http:Hosts", "Sandbox", "exactly one of", "leads back to itself", "no-such-file.json" })
            Assert.Contains(error.Failures, failure => failure.Contains(part, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bind_UnknownSetting_IsAnError()
    {
        await using var bench = ToolBench.Create(new Dictionary<string, string?> { ["Tools:Rootz"] = "x" });
        Assert.Throws<InvalidOperationException>(() => bench.Services.GetRequiredService<IOptions<ToolOptions>>().Value);
    }
}
