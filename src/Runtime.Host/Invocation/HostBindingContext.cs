using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Runtime.Engine.Pumps;

namespace Runtime.Host.Invocation;

/// <summary>Route and query values of a request; an activity's instance id and idempotency key; what is known of an event.</summary>
internal sealed class HostBindingContext(InvocationSource source) : BindingContext
{
    private static readonly Dictionary<string, object?> NoData = [];

    private IReadOnlyDictionary<string, object?>? data;

    public override IReadOnlyDictionary<string, object?> BindingData => data ??= Collect(source);

    private static Dictionary<string, object?> Collect(InvocationSource source)
    {
        var data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        if (source.Activity is { } activity)
            data["instanceId"] = activity.InstanceId;
        if (source.Activity is DurableActivityContext durable)
            data["idempotencyKey"] = durable.IdempotencyKey;
        foreach (var (name, value) in source.Event?.Data ?? NoData)
            data[name] = value;
        if (source.Http is not { } http)
            return data;
        foreach (var (name, value) in http.Request.Query)
            data[name] = value.ToString();
        foreach (var (name, value) in http.Request.RouteValues)
            data[name] = value?.ToString();
        return data;
    }
}
