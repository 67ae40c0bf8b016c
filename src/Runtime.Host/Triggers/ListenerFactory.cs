using Microsoft.Extensions.Logging;
using Runtime.Host.Blobs;
using Runtime.Host.Discovery;
using Runtime.Host.Invocation;
using Runtime.Host.Queues;
using Runtime.Host.Timers;

namespace Runtime.Host.Triggers;

/// <summary>Makes the listener of each function that has one.</summary>
internal sealed class ListenerFactory(
    FunctionRuntime runtime, TriggerInvoker invoker, TimerOptions timers, StorageListening storage,
    TimeProvider clock, ILoggerFactory loggers)
{
    public IReadOnlyList<ITriggerListener> MakeAll() =>
        [.. runtime.Catalog.Functions.Select(model => Make(runtime.Entry(model))).OfType<ITriggerListener>()];

    private TriggerLoop? Make(FunctionEntry entry) => entry.Model.Trigger switch
    {
        TimerFunctionTrigger => new TimerListener(entry, invoker, timers, clock, loggers.CreateLogger<TimerListener>()),
        QueueFunctionTrigger => new QueueListener(entry, invoker, storage.Queues, clock, loggers.CreateLogger<QueueListener>()),
        BlobFunctionTrigger => new BlobListener(entry, invoker, storage.Blobs, clock, loggers.CreateLogger<BlobListener>()),
        _ => null,
    };
}
