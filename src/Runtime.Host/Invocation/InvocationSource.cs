using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Runtime.Host.Triggers;

namespace Runtime.Host.Invocation;

/// <summary>What set a function off: exactly one of a request, an orchestration's turn, an activity, an entity's operation or an event.</summary>
internal readonly record struct InvocationSource
{
    public HttpContext? Http { get; init; }

    public TaskActivityContext? Activity { get; init; }

    /// <summary>The orchestration context or entity dispatcher that the trigger parameter receives.</summary>
    public object? Trigger { get; init; }

    /// <summary>The input of an orchestration or activity, already of the parameter's type.</summary>
    public object? Input { get; init; }

    /// <summary>A timer, a message or a blob.</summary>
    public TriggerEvent? Event { get; init; }

    /// <summary>How often the event was tried before this call and failed.</summary>
    public int Attempt { get; init; }

    public CancellationToken Cancellation { get; init; }
}
