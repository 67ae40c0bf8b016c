using System.Reflection;
using Azure.Storage.Queues.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Runtime.Host.Blobs;
using Runtime.Host.Http;
using Runtime.Host.Outputs;
using Runtime.Host.Queues;

namespace Runtime.Host.Discovery;

/// <summary>Decides for each parameter of a function where its value comes from.</summary>
internal sealed class ParameterPlanner(
    FunctionTrigger trigger, BindingPlanner bindings, IReadOnlyList<Type> converters, string place, List<string> errors)
{
    public IReadOnlyList<BoundParameter> Plan(MethodInfo method)
    {
        var routeNames = trigger is HttpFunctionTrigger http ? HttpRoutes.ParameterNames(http.Route, place, errors) ?? [] : [];
        var plan = new List<BoundParameter>();
        foreach (var parameter in method.GetParameters())
        {
            if (parameter.GetCustomAttribute<BlobInputAttribute>() is { } input && BlobTypes.CanRead(parameter.ParameterType))
            {
                plan.Add(new BoundParameter(parameter, ParameterSource.Blob) { Input = bindings.Input(input, place) });
                continue;
            }
            var source = parameter == trigger.Parameter
                ? TriggerSource(trigger, place, errors)
                : Source(parameter, trigger, routeNames, plan);
            if (Bind(parameter, source) is { } bound && !parameter.ParameterType.IsByRef)
                plan.Add(bound);
            else
                errors.Add(
                    $"{place}: nothing can be bound to the parameter '{parameter.Name}' ({parameter.ParameterType.Name}). {Hint(trigger)}");
        }
        return plan;
    }

    private BoundParameter? Bind(ParameterInfo parameter, ParameterSource? source)
    {
        // What the host itself is for a function is not converted.
        if (source is ParameterSource.Trigger or ParameterSource.Context or ParameterSource.Cancellation or ParameterSource.DurableClient)
            return new BoundParameter(parameter, source.Value);
        var asked = InputConverters.For(parameter, converters);
        if (asked.Count > 0 && (source is null || !InputConverters.FallsBack(parameter)))
            source = ParameterSource.Converted;
        return source is { } found ? new BoundParameter(parameter, found) { Converters = asked } : null;
    }

    private static ParameterSource? TriggerSource(FunctionTrigger trigger, string place, List<string> errors)
    {
        var type = trigger.Parameter.ParameterType;
        switch (trigger)
        {
            case OrchestrationFunctionTrigger when type != typeof(TaskOrchestrationContext):
                errors.Add($"{place}: the parameter '{trigger.Parameter.Name}' of an orchestrator must be a TaskOrchestrationContext.");
                return ParameterSource.Nothing;
            case EntityFunctionTrigger when type != typeof(TaskEntityDispatcher):
                errors.Add($"{place}: the parameter '{trigger.Parameter.Name}' of an entity must be a TaskEntityDispatcher.");
                return ParameterSource.Nothing;
            case OrchestrationFunctionTrigger or EntityFunctionTrigger:
                return ParameterSource.Trigger;
            case ActivityFunctionTrigger:
                return type == typeof(TaskActivityContext) ? ParameterSource.ActivityContext : ParameterSource.Input;
            case HttpFunctionTrigger:
                return type == typeof(HttpRequestData) ? ParameterSource.HttpRequestData
                    : type == typeof(HttpRequest) ? ParameterSource.HttpRequest : ParameterSource.Body;
            case TimerFunctionTrigger:
                return ParameterSource.Event;
            case QueueFunctionTrigger:
                return CheckedEvent(trigger, type == typeof(QueueMessage) || BlobTypes.IsContent(type), place, errors);
            case BlobFunctionTrigger:
                return CheckedEvent(trigger, BlobTypes.CanRead(type), place, errors);
            default:
                return ParameterSource.Nothing;
        }
    }

    private static ParameterSource CheckedEvent(FunctionTrigger trigger, bool canRead, string place, List<string> errors)
    {
        var parameter = trigger.Parameter;
        if (!canRead)
            errors.Add($"{place}: a {trigger.BindingType} cannot be read as {parameter.ParameterType.Name} (parameter '{parameter.Name}'). {Hint(trigger)}");
        return ParameterSource.Event;
    }

    private static bool IsEventData(ParameterInfo parameter, FunctionTrigger trigger)
    {
        IEnumerable<string> names = trigger switch
        {
            QueueFunctionTrigger queue => QueueEvent.Names.Concat(queue.Parameter.ParameterType.GetProperties().Select(property => property.Name)),
            BlobFunctionTrigger blob => BlobEvent.Names.Concat(blob.Pattern.Names),
            _ => [],
        };
        return names.Contains(parameter.Name, StringComparer.OrdinalIgnoreCase)
            && (TextConversion.CanRead(parameter.ParameterType) || parameter.ParameterType.IsAssignableFrom(typeof(Dictionary<string, string>)));
    }

    private static ParameterSource? Source(
        ParameterInfo parameter, FunctionTrigger trigger, IReadOnlyList<string> routeNames, List<BoundParameter> plan)
    {
        var type = parameter.ParameterType;
        if (parameter.IsDefined(typeof(DurableClientAttribute)))
            return type == typeof(DurableTaskClient) ? ParameterSource.DurableClient : null;
        if (type == typeof(FunctionContext))
            return ParameterSource.Context;
        if (type == typeof(CancellationToken))
            return ParameterSource.Cancellation;
        return trigger switch
        {
            HttpFunctionTrigger => HttpSource(parameter, routeNames),
            OrchestrationFunctionTrigger => plan.Exists(bound => bound.Source == ParameterSource.Input) ? null : ParameterSource.Input,
            ActivityFunctionTrigger when type == typeof(TaskActivityContext) => ParameterSource.ActivityContext,
            ActivityFunctionTrigger when type == typeof(string) && Named(parameter, "instanceId") => ParameterSource.InstanceId,
            IdleFunctionTrigger => ParameterSource.Nothing,
            _ when IsEventData(parameter, trigger) => ParameterSource.EventData,
            _ => null,
        };
    }

    private static ParameterSource? HttpSource(ParameterInfo parameter, IReadOnlyList<string> routeNames)
    {
        if (parameter.IsDefined(typeof(FromBodyAttribute)) || parameter.IsDefined(typeof(Microsoft.AspNetCore.Mvc.FromBodyAttribute)))
            return ParameterSource.Body;
        if (parameter.ParameterType == typeof(HttpRequest))
            return ParameterSource.HttpRequest;
        if (parameter.ParameterType == typeof(HttpRequestData))
            return ParameterSource.HttpRequestData;
        if (!TextConversion.CanRead(parameter.ParameterType))
            return null;
        // A name that is not in the route is looked for in the query, which may lack it: the parameter must be able to say so.
        var type = parameter.ParameterType;
        var optional = parameter.HasDefaultValue || !type.IsValueType || Nullable.GetUnderlyingType(type) is not null;
        return routeNames.Contains(parameter.Name, StringComparer.OrdinalIgnoreCase) || optional ? ParameterSource.RouteOrQuery : null;
    }

    private static bool Named(ParameterInfo parameter, string name) =>
        string.Equals(parameter.Name, name, StringComparison.OrdinalIgnoreCase);

    private static string Hint(FunctionTrigger trigger) => trigger switch
    {
        HttpFunctionTrigger => "An HTTP function takes HttpRequestData, HttpRequest, [FromBody] values, route and query values by name, "
            + "FunctionContext, CancellationToken and [DurableClient] DurableTaskClient; services come through the constructor.",
        OrchestrationFunctionTrigger => "An orchestrator takes its context, one input, FunctionContext and CancellationToken.",
        ActivityFunctionTrigger => "An activity takes its input, TaskActivityContext, FunctionContext, CancellationToken, "
            + "[DurableClient] DurableTaskClient and string instanceId; services come through the constructor.",
        QueueFunctionTrigger => "A queue function takes the message as string, byte[], BinaryData, QueueMessage or a class read from JSON, "
            + "what is known of it by name (dequeueCount, id, insertionTime), [BlobInput] values, FunctionContext, CancellationToken and "
            + "[DurableClient] DurableTaskClient; services come through the constructor.",
        BlobFunctionTrigger => "A blob function takes the blob as Stream, string, byte[], BinaryData, BlobClient or a class read from JSON, "
            + "the places of its pattern by name, [BlobInput] values, FunctionContext, CancellationToken and [DurableClient] DurableTaskClient; "
            + "services come through the constructor.",
        _ => "It takes FunctionContext, CancellationToken and [DurableClient] DurableTaskClient; services come through the constructor.",
    };
}
