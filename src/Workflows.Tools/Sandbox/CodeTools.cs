using System.ComponentModel;
using Microsoft.Extensions.Options;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Sandbox;

/// <summary>Runs scripts that nobody vouches for. They can compute and nothing else, so they pass like tools that read.</summary>
internal sealed class CodeTools(SandboxRun run, IOptions<ToolOptions> options) : IToolSource
{
    private readonly Lazy<IReadOnlyList<ITool>> tools = new(() => Make(run, options.Value.Sandbox));

    public string Name => "sandbox";

    public bool MayHave(string tool) => tool.StartsWith("code_", StringComparison.Ordinal);

    public Task<IReadOnlyList<ITool>> ToolsAsync(CancellationToken cancellationToken) => Task.FromResult(tools.Value);

    private static IReadOnlyList<ITool> Make(SandboxRun run, SandboxOptions limits) =>
    [
        Code("code_python", "Python 3", ["/usr/bin/python3", "-I", "-B"], new SandboxRoom(), run, limits),
        Code("code_node", "JavaScript (Node.js, CommonJS)", ["/usr/bin/node", $"--max-old-space-size={limits.MemoryMb}"],
            new SandboxRoom { ReservesAddresses = true }, run, limits),
        Code("code_shell", "POSIX shell", ["/bin/sh"], new SandboxRoom(), run, limits),
    ];

    private static ITool Code(string name, string language, string[] interpreter, SandboxRoom room, SandboxRun run, SandboxOptions limits) =>
        Tool.Create<Arguments>(
            name,
            $"Runs a {language} script in a sandbox without network and files, and gives what it prints.",
            ToolEffect.ReadOnly,
            async (arguments, _, token) =>
            {
                var outcome = await run.RunAsync(interpreter, arguments.Code, arguments.Input, room, token);
                return ToolResult.Json(new { outcome.ExitCode, outcome.Output, outcome.Errors });
            },
            tool => tool with
            {
                Source = "sandbox", OpenWorld = true, Timeout = TimeSpan.FromSeconds(limits.Seconds + 30), OutputBytesMax = (limits.OutputKb * 2048) + 4096,
            });

    private sealed record Arguments(string Code, [property: Description("What the script reads from standard input.")] string Input = "");
}
