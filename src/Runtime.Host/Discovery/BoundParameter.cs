using System.Reflection;
using Runtime.Host.Http;
using Runtime.Host.Outputs;

namespace Runtime.Host.Discovery;

/// <summary>Where a parameter's value comes from.</summary>
internal enum ParameterSource
{
    /// <summary>The trigger's own object: orchestration context or entity dispatcher.</summary>
    Trigger,

    /// <summary>The input of an orchestration or activity, read as the parameter's type.</summary>
    Input,

    Context,
    Cancellation,
    DurableClient,
    ActivityContext,
    InstanceId,
    HttpRequest,
    HttpRequestData,

    /// <summary>The request body: as text for a string, else read as JSON.</summary>
    Body,

    /// <summary>A route value of the parameter's name, else a query value.</summary>
    RouteOrQuery,

    /// <summary>What happened, read as the parameter's type: a timer's info, a message, a blob.</summary>
    Event,

    /// <summary>What the event tells under the parameter's name: a place of a blob's pattern, a message's dequeue count.</summary>
    EventData,

    /// <summary>A [BlobInput].</summary>
    Blob,

    /// <summary>Nothing but the app's own converters.</summary>
    Converted,

    /// <summary>The parameter of a trigger that this host does not run.</summary>
    Nothing,
}

internal sealed record BoundParameter(ParameterInfo Parameter, ParameterSource Source)
{
    private BodyTarget? body;

    /// <summary>The blob of a [BlobInput]; null for every other parameter.</summary>
    public InputBlob? Input { get; init; }

    /// <summary>Converters of the app that are asked before the source is.</summary>
    public IReadOnlyList<Type> Converters { get; init; } = [];

    /// <summary>How a body is read for this parameter; worked out on first use.</summary>
    public BodyTarget Body => body ??= BodyTarget.Of(Parameter);
}
