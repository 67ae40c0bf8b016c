using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Runtime.Host.Tests.Support;

/// <summary>A client without an engine: knows the instances a test puts into it and writes down what it is asked to do.</summary>
public sealed class NoDurableClient() : DurableTaskClient("")
{
    public Dictionary<string, OrchestrationMetadata> Instances { get; } = [];

    public List<string> Asked { get; } = [];

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        var id = options?.InstanceId ?? "new";
        if (id.StartsWith('@'))
            throw new ArgumentException("An id must not begin with '@'.", nameof(options));
        Asked.Add($"start {orchestratorName} {id} {input}");
        return Task.FromResult(id);
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) =>
        Note($"raise {instanceId} {eventName} {eventPayload}");

    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) =>
        Note($"terminate {instanceId} {options?.Output}");

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        Note($"suspend {instanceId} {reason}");

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        Note($"resume {instanceId} {reason}");

    public override Task RewindInstanceAsync(string instanceId, string reason, CancellationToken cancellation = default) =>
        Note($"rewind {instanceId} {reason}");

    public override Task<string> RestartAsync(
        string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
    {
        if (!Instances.TryGetValue(instanceId, out var instance))
            throw new ArgumentException($"There is no instance '{instanceId}'.", nameof(instanceId));
        if (!restartWithNewInstanceId && !instance.IsCompleted)
            throw new InvalidOperationException($"'{instanceId}' still runs.");
        return Task.FromResult(restartWithNewInstanceId ? "new" : instanceId);
    }

    public override Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default) =>
        Task.FromResult(new PurgeResult(Instances.TryGetValue(instanceId, out var instance) && instance.IsCompleted ? 1 : 0));

    public override Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default) =>
        Task.FromResult(
            new PurgeResult(Instances.Values.Count(instance => instance.IsCompleted && instance.CreatedAt >= filter.CreatedFrom)));

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override async Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        if (Instances.TryGetValue(instanceId, out var instance) && instance.IsCompleted)
            return instance;
        await Task.Delay(Timeout.Infinite, cancellation);
        throw new InvalidOperationException();
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Task.FromResult(Instances.GetValueOrDefault(instanceId));

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        Pageable.Create((token, size, _) =>
        {
            var skip = token is null ? 0 : int.Parse(token);
            var matching = Instances.Values.Where(
                instance => Matches(instance, filter)).OrderBy(instance => instance.InstanceId, StringComparer.Ordinal).ToList();
            var page = matching.Skip(skip).Take(size ?? 100).ToList();
            var next = skip + page.Count < matching.Count ? $"{skip + page.Count}" : null;
            return Task.FromResult(new Page<OrchestrationMetadata>(page, next));
        });

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static bool Matches(OrchestrationMetadata instance, OrchestrationQuery? filter) =>
        filter is null
        || ((filter.Statuses?.Contains(instance.RuntimeStatus) ?? true)
            && instance.InstanceId.StartsWith(filter.InstanceIdPrefix ?? "", StringComparison.Ordinal)
            && (filter.CreatedFrom is not { } from || instance.CreatedAt >= from));

    private Task Note(string asked)
    {
        Asked.Add(asked);
        return Task.CompletedTask;
    }
}
