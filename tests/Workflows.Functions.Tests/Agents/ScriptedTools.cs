using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Workflows.Contracts.Tools;

namespace Workflows.Functions.Tests.Agents;

/// <summary>A registry of a test's own tools: names, what they answer, and whether a person must allow them.</summary>
internal sealed class ScriptedTools : IToolRegistry, IToolApprovals
{
    private readonly Dictionary<string, Func<ToolCall, string>> tools = new(StringComparer.Ordinal);
    private readonly HashSet<string> guarded = new(StringComparer.Ordinal);

    public ConcurrentQueue<ToolCall> Calls { get; } = new();

    public void Add(string name, Func<ToolCall, string> answer) => tools[name] = answer;

    public void Guard(string name) => guarded.Add(name);

    public void AddTo(IServiceCollection services)
    {
        services.RemoveAll<IToolRegistry>();
        services.RemoveAll<IToolApprovals>();
        services.AddSingleton<IToolRegistry>(this);
        services.AddSingleton<IToolApprovals>(this);
    }

    public Task<IReadOnlyList<ToolDescriptor>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ToolDescriptor>>([.. tools.Keys.Select(Describe)]);

    public Task<ToolDescriptor?> FindAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(tools.ContainsKey(name) ? Describe(name) : null);

    public Task<ToolOutcome> InvokeAsync(ToolCall call, string idempotencyKey, CancellationToken cancellationToken)
    {
        var hash = Hash(call);
        if (guarded.Contains(call.Tool) && call.ApprovalToken != "token:" + hash)
        {
            return Task.FromResult(new ToolOutcome(call.Tool, "It needs approval.")
            {
                Error = ToolErrorKind.NeedsApproval,
                Approval = new ToolApprovalRequest(hash, call.Tool, ToolEffect.Write, call.ArgumentsJson, "It writes."),
            });
        }

        Calls.Enqueue(call);
        return Task.FromResult(new ToolOutcome(call.Tool, tools[call.Tool](call)) { Untrusted = true });
    }

    public bool MayHave(string name) => true;       // tests add theirs after the start

    public IReadOnlyList<ToolStatistics> Statistics(string? run) => [];

    public Task<IReadOnlyList<string>> ProblemsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

    public string Issue(string hash, string approvedBy) => "token:" + hash;

    private static string Hash(ToolCall call) => $"hash of {call.Tool} {call.ArgumentsJson}";

    private static ToolDescriptor Describe(string name) => new(name, $"Does {name}.", """{"type":"object"}""", ToolEffect.ReadOnly, "test");
}
