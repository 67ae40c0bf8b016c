using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Runtime.Host.Discovery;
using Runtime.Host.Invocation;

namespace Runtime.Host.Observability;

/// <summary>What stands around each function: a logging scope, and a span where no other span begins the trace.</summary>
internal sealed class InvocationTelemetry
{
    private static readonly ActivitySource Source = new(TelemetrySources.Functions);

    private readonly ILogger? logger;

    /// <param name="loggers">Where logs go.</param>
    /// <param name="providers">Their targets: a console that shows no scopes needs none.</param>
    /// <param name="simple">The console's plain format.</param>
    /// <param name="json">The console's JSON format.</param>
    public InvocationTelemetry(
        ILoggerFactory loggers,
        IEnumerable<ILoggerProvider> providers,
        IOptions<SimpleConsoleFormatterOptions> simple,
        IOptions<JsonConsoleFormatterOptions> json)
    {
        var shown = simple.Value.IncludeScopes || json.Value.IncludeScopes || providers.Any(provider => provider is not ConsoleLoggerProvider);
        logger = shown ? loggers.CreateLogger(TelemetrySources.Functions) : null;
    }

    public IDisposable? BeginScope(InvocationContext invocation) => logger?.BeginScope(new InvocationScope(invocation));

    /// <summary>
    /// Timers, queues and blobs begin a trace of their own. A request has one, and an activity's span is the engine's; orchestrators are replayed.
    /// </summary>
    public static Activity? StartSpan(InvocationContext invocation)
    {
        if (!Source.HasListeners() || !IsSetOff(invocation))
            return null;
        var model = invocation.Function.Model;
        return Source.StartActivity($"function {model.Name}", ActivityKind.Server)
            ?.SetTag("faas.name", model.Name).SetTag("faas.trigger", model.Trigger.BindingType).SetTag("faas.invocation_id", invocation.InvocationId);
    }

    /// <summary>A moment to measure from; 0 when nobody listens.</summary>
    public static long CallBegins(InvocationContext invocation) => TriggerMetrics.MeasuresCalls && IsSetOff(invocation) ? Stopwatch.GetTimestamp() : 0;

    public static void CallEnded(InvocationContext invocation, long since, bool failed)
    {
        if (since != 0)
            TriggerMetrics.Called(invocation.Function.Model, Stopwatch.GetElapsedTime(since), failed);
    }

    private static bool IsSetOff(InvocationContext invocation) =>
        invocation.Source is { Http: null, Activity: null } && invocation.Function.Model.Trigger is not (OrchestrationFunctionTrigger or EntityFunctionTrigger);

    public static void EndSpan(Activity? span, Exception? error)
    {
        if (span is null)
            return;
        if (error is not null)
            span.SetStatus(ActivityStatusCode.Error, error.Message).SetTag("error.type", error.GetType().FullName);
        span.Dispose();
    }
}
