using Workflows.Contracts.Tools;

namespace Workflows.Tools.Tests.Support;

/// <summary>A tool whose answers a test writes.</summary>
internal sealed class ScriptedTool(string name, ToolEffect effect, Func<int, ToolRequest, CancellationToken, Task<ToolResult>> answer) : ITool
{
    private int calls;

    public ToolDescriptor Descriptor { get; init; } =
        new(name, "For tests.", """{"type":"object"}""", effect, "test") { Idempotent = effect == ToolEffect.ReadOnly };

    public int Calls => Volatile.Read(ref calls);

    public string? LastKey { get; private set; }

    public Task<ToolResult> RunAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        LastKey = request.IdempotencyKey;
        return answer(Interlocked.Increment(ref calls), request, cancellationToken);
    }

    public static ScriptedTool Answering(string name, ToolEffect effect, string text = "done") =>
        new(name, effect, (_, _, _) => Task.FromResult(new ToolResult(text)));

    public static ScriptedTool Failing(string name, ToolErrorKind kind, int times = int.MaxValue, ToolEffect effect = ToolEffect.ReadOnly) =>
        new(name, effect, (call, _, _) => call <= times ? throw new ToolException(kind, "broken") : Task.FromResult(new ToolResult("mended")));
}
