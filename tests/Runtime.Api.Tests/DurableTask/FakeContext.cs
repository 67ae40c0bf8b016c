using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Runtime.Api.Tests.DurableTask;

/// <summary>A context whose timers and events the test completes; everything runs on the test's own thread.</summary>
internal sealed class FakeContext : TaskOrchestrationContext
{
    public bool Replaying { get; set; }

    public ILoggerFactory Logs { get; init; } = NullLoggerFactory.Instance;

    public string VersionText { get; init; } = "";

    public Dictionary<string, object?> PropertyBag { get; } = [];

    public DateTime Now { get; set; } = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public List<(DateTime FireAt, TaskCompletionSource Done, CancellationToken Cancellation)> Timers { get; } = [];

    public bool TimersFireAtOnce { get; init; }

    public Dictionary<string, (object Source, CancellationToken Cancellation)> Waiters { get; } = [];

    public List<(string Name, object? Input, TaskOptions? Options)> Calls { get; } = [];

    public Func<object?, object?> OnActivity { get; init; } = _ => null;

    public override TaskName Name => "Fake";

    public override string InstanceId => "fake-1";

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime => Now;

    public override bool IsReplaying => Replaying;

    public override string Version => VersionText;

    public override IReadOnlyDictionary<string, object?> Properties => PropertyBag;

    protected override ILoggerFactory LoggerFactory => Logs;

    public override T? GetInput<T>()
        where T : default => default;

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        Calls.Add((name, input, options));
        return Task.FromResult((TResult)OnActivity(input)!);
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource();
        cancellationToken.Register(() => done.TrySetCanceled(cancellationToken));
        Timers.Add((fireAt, done, cancellationToken));
        if (TimersFireAtOnce)
        {
            Now = fireAt;
            done.TrySetResult();
        }

        return done.Task;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        var source = new TaskCompletionSource<T>();
        cancellationToken.Register(() => source.TrySetCanceled(cancellationToken));
        Waiters[eventName] = (source, cancellationToken);
        return source.Task;
    }

    public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

    public override void SetCustomStatus(object? customStatus) => throw new NotSupportedException();

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null) =>
        CallActivityAsync<TResult>(orchestratorName, input, options);

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        Calls.Add(("ContinueAsNew", newInput, null));

    public override Guid NewGuid() => Guid.Empty;
}
