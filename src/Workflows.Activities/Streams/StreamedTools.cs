using Workflows.Contracts.Streams;
using Workflows.Contracts.Tools;

namespace Workflows.Activities.Streams;

/// <summary>The registry, which tells the run's stream of every call and its end.</summary>
internal sealed class StreamedTools(IToolRegistry registry, RunStreams streams) : IToolRegistry
{
    private const int ArgumentsShown = 2_000;       // enough to see what is asked; the whole is in the history

    public Task<IReadOnlyList<ToolDescriptor>> ListAsync(CancellationToken cancellationToken) => registry.ListAsync(cancellationToken);

    public Task<ToolDescriptor?> FindAsync(string name, CancellationToken cancellationToken) => registry.FindAsync(name, cancellationToken);

    public async Task<ToolOutcome> InvokeAsync(ToolCall call, string idempotencyKey, CancellationToken cancellationToken)
    {
        Tell(call, StreamKind.ToolCall, $"{call.Tool} {Cut(call.ArgumentsJson)}", idempotencyKey);
        var outcome = await registry.InvokeAsync(call, idempotencyKey, cancellationToken);
        Tell(call, StreamKind.ToolResult, $"{outcome.Tool} {(outcome.Error == ToolErrorKind.None ? "done" : outcome.Error.ToString())}", idempotencyKey);
        return outcome;
    }

    public bool MayHave(string name) => registry.MayHave(name);

    public IReadOnlyList<ToolStatistics> Statistics(string? run) => registry.Statistics(run);

    public Task<IReadOnlyList<string>> ProblemsAsync(CancellationToken cancellationToken) => registry.ProblemsAsync(cancellationToken);

    // Repeated after a crash, a call is told once: the key is the same.
    private void Tell(ToolCall call, StreamKind kind, string text, string key)
    {
        var source = call.CallId.LastIndexOf('/') is var at and > 0 ? call.CallId[..at] : null;
        streams.Append(call.Run, new StreamDraft(kind, call.Agent, text) { Key = $"{key}:{kind}", Source = source == call.Run ? null : source });
    }

    private static string Cut(string text) => text.Length <= ArgumentsShown ? text : text[..ArgumentsShown] + "…";
}
