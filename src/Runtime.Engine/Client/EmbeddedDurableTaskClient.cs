using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Internal;
using Microsoft.Extensions.Options;
using Runtime.Engine.History;
using Runtime.Engine.Pumps;
using Runtime.Engine.Store;

namespace Runtime.Engine.Client;

/// <summary>Durable Task's client on the engine of the same process. Every command is on disk when its task completes.</summary>
/// <param name="name">The client's name.</param>
/// <param name="runtime">The engine, once it runs.</param>
/// <param name="options">Converter and default version of the clients, by name.</param>
public sealed partial class EmbeddedDurableTaskClient(string name, IEngineAccess runtime, IOptionsMonitor<DurableTaskClientOptions> options)
    : DurableTaskClient(name)
{
    private readonly DurableTaskClientOptions clientOptions = options.Get(name);

    private DurableEntityClient? entities;

    /// <inheritdoc/>
    public override DurableEntityClient Entities => entities ??= new EmbeddedEntityClient(Name, runtime, clientOptions);

    private DurableEngine Engine => runtime.Engine;

    private DataConverter Converter => clientOptions.DataConverter;

    /// <inheritdoc/>
    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        if (string.IsNullOrEmpty(orchestratorName.Name))
            throw new ArgumentException("The orchestrator's name is missing.", nameof(orchestratorName));
        var given = options?.InstanceId;
        if (given is not null)
            InstanceIdRules.ThrowIfInvalid(given, nameof(options));
        var id = given ?? Guid.CreateVersion7(runtime.Clock.GetUtcNow()).ToString("N");
        var version = options?.Version?.Version ?? clientOptions.DefaultVersion;
        using var span = DurableTrace.Create(orchestratorName.Name, id, version);
        var started = new ExecutionStarted(orchestratorName.Name, version, Converter.Serialize(input))
        {
            StartAt = options?.StartAt?.UtcDateTime,
            Tags = options?.Tags is { Count: > 0 } tags ? tags : null,
            TraceParent = span?.Id,
        };
        return await StartAsync(id, started, Blocking(options?.DedupeStatuses), idIsFresh: given is null);
    }

    /// <inheritdoc/>
    public override async Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        using var span = DurableTrace.SendEvent(eventName, instanceId, System.Diagnostics.Activity.Current?.Id);
        await Engine.SendAsync(instanceId, new EventReceived(eventName, Converter.Serialize(eventPayload)));
    }

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, static run => run.Status != OrchestrationRuntimeStatus.Pending, getInputsAndOutputs, cancellation);

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, static run => run.IsFinished, getInputsAndOutputs, cancellation);

    /// <inheritdoc/>
    public override async Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        await Engine.SendAsync(instanceId, new TerminateRequested(Converter.Serialize(options?.Output), options?.Recursive ?? false));
    }

    /// <inheritdoc/>
    public override async Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        await Engine.SendAsync(instanceId, new SuspendRequested(reason));
    }

    /// <inheritdoc/>
    public override async Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        await Engine.SendAsync(instanceId, new ResumeRequested(reason));
    }

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return Task.FromResult(Engine.Find(instanceId) is { } run ? Describe(run, getInputsAndOutputs) : null);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<string> StartAsync(string id, ExecutionStarted started, IReadOnlyCollection<OrchestrationRuntimeStatus>? blocking, bool idIsFresh)
    {
        var result = await Engine.StartRunAsync(id, started, blocking, idIsFresh);
        return result == CommandResult.Accepted ? id : throw new OrchestrationAlreadyExistsException($"A run with the id '{id}' exists already.");
    }

    private static List<OrchestrationRuntimeStatus>? Blocking(IReadOnlyList<string>? statuses) =>
        statuses?.Select(status => Enum.Parse<OrchestrationRuntimeStatus>(status, ignoreCase: true)).ToList();

    private async Task<OrchestrationMetadata> WaitAsync(string id, Func<RunRow, bool> until, bool getInputsAndOutputs, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return Describe(await Engine.WaitAsync(id, until, cancellation), getInputsAndOutputs);
    }

    private OrchestrationMetadata Describe(RunRow run, bool getInputsAndOutputs)
    {
        var ends = getInputsAndOutputs ? ReadEnds(run) : default;
        return new OrchestrationMetadata(run.Name, run.Id)
        {
            RuntimeStatus = run.Status,
            CreatedAt = new DateTimeOffset(run.CreatedAt, TimeSpan.Zero),
            LastUpdatedAt = new DateTimeOffset(run.UpdatedAt, TimeSpan.Zero),
            Tags = run.Tags ?? new Dictionary<string, string>(),
            DataConverter = getInputsAndOutputs ? Converter : null,
            SerializedCustomStatus = run.CustomStatus,
            SerializedInput = ends.Input,
            SerializedOutput = ends.Output,
            FailureDetails = ends.Failure,
        };
    }

    private (string? Input, string? Output, TaskFailureDetails? Failure) ReadEnds(RunRow run)
    {
        if (Engine.Hub.ReadEnds(run.Number) is not { } ends)
            return default;
        var input = HistoryCodec.Decode(ends.First).Received.OfType<ExecutionStarted>().FirstOrDefault()?.Input;
        if (!run.IsFinished)
            return (input, null, null);
        return (HistoryCodec.Decode(ends.Last).Decided is [.., var outcome] ? outcome : null) switch
        {
            ExecutionCompleted done => (input, done.Output, null),
            ExecutionTerminated ended => (input, ended.Output, null),
            ExecutionFailed failed => (input, failed.Failure.ErrorMessage, failed.Failure),
            _ => (input, null, null),
        };
    }
}
