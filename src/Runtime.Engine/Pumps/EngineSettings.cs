using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Middleware;
using Microsoft.Extensions.Logging;
using Runtime.Engine.Limits;

namespace Runtime.Engine.Pumps;

/// <summary>What an engine is set up with beside its hub and its code.</summary>
/// <param name="Options">Limits.</param>
/// <param name="Clock">The clock of timers and of the orchestrators' time.</param>
/// <param name="Loggers">Where logs go.</param>
public sealed record EngineSettings(EngineOptions Options, TimeProvider Clock, ILoggerFactory Loggers)
{
    /// <summary>Told of every activity execution before its code runs; null when nobody asks.</summary>
    public Action<DurableActivityContext>? ActivityBegins { get; init; }

    /// <summary>Where turns, activities and entity operations run: the thread pool, or the queue of a test that decides their order.</summary>
    public Action<IThreadPoolWorkItem> Schedule { get; init; } = static item => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);

    /// <summary>Limits on activities to begin with.</summary>
    public IReadOnlyList<ActivityLimit> Limits { get; init; } = [];

    /// <summary>Work this worker takes, by name and version; without any entry everything.</summary>
    public DurableTaskWorkerWorkItemFilters Filters { get; init; } = new();

    /// <summary>Code around orchestrators and activities.</summary>
    internal TaskMiddlewareOptions Middleware { get; init; } = new();
}
