using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Workflows.Contracts.Tools;
using Workflows.Tools.Journal;
using Workflows.Tools.Schema;

namespace Workflows.Tools.Registry;

/// <summary>A call's way: known? fits the schema? done before? allowed? then the tool, its retries and its fallback, and the journal around it.</summary>
internal sealed class ToolRegistry(ToolCatalog catalog, CallJournal journal, ToolApprovals approvals, IOptions<ToolOptions> options, TimeProvider clock)
    : IToolRegistry
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    private readonly ToolAttempts attempts = new(clock);
    private readonly ConcurrentDictionary<string, CircuitBreaker> breakers = new(StringComparer.Ordinal);

    public async Task<IReadOnlyList<ToolDescriptor>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await catalog.AllAsync(cancellationToken)).Tools.Select(catalog.Describe)];

    public async Task<IReadOnlyList<string>> ProblemsAsync(CancellationToken cancellationToken) => (await catalog.AllAsync(cancellationToken)).Problems;

    public async Task<ToolDescriptor?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await catalog.FindAsync(name, cancellationToken)).Tool is { } tool ? catalog.Describe(tool) : null;

    public bool MayHave(string name) => catalog.MayHave(name);

    public IReadOnlyList<ToolStatistics> Statistics(string? run) =>
        ToolStatisticsOf.Notes(journal.Notes(run), (tool, past) => (breakers.GetValueOrDefault(tool) ?? new CircuitBreaker(clock, past)).IsOpen);

    public async Task<ToolOutcome> InvokeAsync(ToolCall call, string idempotencyKey, CancellationToken cancellationToken)
    {
        var (tool, outcome) = await InvokeOneAsync(call, idempotencyKey, cancellationToken);
        var fallback = tool is null ? catalog.FallbackOf(call.Tool) : catalog.Describe(tool).Fallback;
        if (fallback is null || !MayFallBack(outcome.Error))
            return outcome;
        if (outcome.Error == ToolErrorKind.TimedOut && tool is { Descriptor.Idempotent: false })
            return outcome;                             // it may have done its work
        var usedUp = tool is not null && Reason(tool.Descriptor, call) is not null;     // the leave was for the first tool
        var (_, second) = await InvokeOneAsync(
            call with { Tool = fallback, ApprovalToken = usedUp ? null : call.ApprovalToken }, idempotencyKey + "/" + fallback, cancellationToken);
        return second.Error is ToolErrorKind.UnknownTool or ToolErrorKind.InvalidArguments ? outcome : second;
    }

    private static bool MayFallBack(ToolErrorKind error) => error is ToolErrorKind.Unavailable or ToolErrorKind.TimedOut or ToolErrorKind.Throttled
        or ToolErrorKind.CircuitOpen or ToolErrorKind.NoSandbox;

    private async Task<(ITool? Tool, ToolOutcome Outcome)> InvokeOneAsync(ToolCall call, string key, CancellationToken cancellationToken)
    {
        var (tool, problems) = await catalog.FindAsync(call.Tool, cancellationToken);
        if (tool is null)
        {
            return (null, problems.Count == 0
                ? Refuse(call, ToolErrorKind.UnknownTool, $"There is no tool '{call.Tool}'. 'workflows tools list' names those there are.")
                : Refuse(call, ToolErrorKind.Unavailable, $"The tool '{call.Tool}' cannot be asked for: {string.Join(" ", problems)}"));
        }
        return (tool, await ParsedAsync(tool, call, key, cancellationToken));
    }

    private async Task<ToolOutcome> ParsedAsync(ITool tool, ToolCall call, string key, CancellationToken cancellationToken)
    {
        if (Encoding.UTF8.GetByteCount(call.ArgumentsJson) > tool.Descriptor.InputBytesMax)
            return Refuse(call, ToolErrorKind.InvalidArguments, $"The arguments are larger than {tool.Descriptor.InputBytesMax} bytes.");
        JsonDocument arguments;
        try
        {
            arguments = JsonDocument.Parse(call.ArgumentsJson.Length == 0 ? "{}" : call.ArgumentsJson, Strict);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)      // the latter for a name with half a character in it
        {
            return Refuse(call, ToolErrorKind.InvalidArguments, $"The arguments are no JSON object: {error.Message}");
        }

        using (arguments)
            return await CheckedAsync(tool, call, key, arguments.RootElement, cancellationToken);
    }

    private async Task<ToolOutcome> CheckedAsync(ITool tool, ToolCall call, string key, JsonElement arguments, CancellationToken cancellationToken)
    {
        var (canonical, misfit) = Read(tool.Descriptor, arguments);
        if (misfit is not null)
            return Refuse(call, ToolErrorKind.InvalidArguments, $"The arguments do not fit: {misfit}.");
        var hash = CallPolicy.HashOf(tool.Descriptor, canonical);
        if (Before(tool.Descriptor, call, key, hash) is { } before)
            return before;
        if (Refusal(tool.Descriptor, call, key, hash, canonical) is { } refusal)
            return refusal;
        var request = new ToolRequest(arguments, key) { Run = call.Run, Agent = call.Agent, ReadableFolder = call.ReadableFolder };
        return await RunAsync(tool, request, new JournalLine(key, call.Run, call.Agent, call.Tool, hash, clock.GetUtcNow()), cancellationToken);
    }

    /// <summary>The arguments as one text, or why they are none of this tool's. A schema of an outside server may be anything.</summary>
    private static (string Canonical, string? Misfit) Read(ToolDescriptor tool, JsonElement arguments)
    {
        try
        {
            using var schema = JsonDocument.Parse(tool.InputSchema);
            var errors = new SchemaValidator(schema.RootElement).Validate(arguments);
            return errors.Count > 0 ? ("", string.Join("; ", errors)) : (CanonicalJson.Write(arguments), null);
        }
        catch (Exception error) when (error is ToolException or InvalidOperationException or JsonException)
        {
            return ("", error.Message.TrimEnd('.'));
        }
    }

    /// <summary>What an earlier execution of the same call left.</summary>
    private ToolOutcome? Before(ToolDescriptor tool, ToolCall call, string key, string hash)
    {
        if (journal.Find(key) is not { } before)
            return null;
        if (before.Outcome is { } outcome && before.Hash == hash)
            return outcome with { FromJournal = true };
        if (before.Outcome is not null)
            return Refuse(call, ToolErrorKind.Denied, "The call's key belongs to another call that was made before.");
        return tool.Idempotent ? null : Refuse(call, ToolErrorKind.Interrupted,
            $"The process died while {tool.Name} ran. Whether it did its work is not known and it was not called again: look, then ask anew if need be.");
    }

    private ToolOutcome? Refusal(ToolDescriptor tool, ToolCall call, string key, string hash, string canonical)
    {
        if (Reason(tool, call) is not { } reason)
            return null;
        if (call.ApprovalToken is { } token)
            return approvals.Use(token, hash, key) is { } problem ? Refuse(call, ToolErrorKind.Denied, problem) : null;
        return Refuse(call, ToolErrorKind.NeedsApproval, $"{tool.Name} needs a person's approval. {reason}") with
        {
            Approval = new ToolApprovalRequest(hash, tool.Name, tool.Effect, canonical, reason),
        };
    }

    private string? Reason(ToolDescriptor tool, ToolCall call) =>
        CallPolicy.NeedsApproval(tool, options.Value.Allow.Contains(tool.Name), journal.HasReadUntrusted(call.Run));

    private async Task<ToolOutcome> RunAsync(ITool tool, ToolRequest request, JournalLine line, CancellationToken cancellationToken)
    {
        var breaker = breakers.GetOrAdd(
            tool.Descriptor.Name, name => new CircuitBreaker(clock, [.. journal.Notes(run: null).Where(note => note.Tool == name)]));
        if (!breaker.TryEnter())
            return new ToolOutcome(tool.Descriptor.Name, $"{tool.Descriptor.Name} failed several times in a row and is left alone for a while. Do without it.")
            { Error = ToolErrorKind.CircuitOpen };
        ToolErrorKind? error = null;
        try
        {
            var lasting = !tool.Descriptor.Idempotent;
            if (lasting)
                journal.Write(line, flush: true);
            var outcome = await attempts.RunAsync(tool, request, cancellationToken);
            error = outcome.Error;
            journal.Write(line with { At = clock.GetUtcNow(), OpenWorld = tool.Descriptor.OpenWorld, Outcome = outcome }, flush: lasting);
            return outcome;
        }
        finally
        {
            breaker.Report(error);
        }
    }

    private static ToolOutcome Refuse(ToolCall call, ToolErrorKind error, string text) => new(call.Tool, text) { Error = error };
}
