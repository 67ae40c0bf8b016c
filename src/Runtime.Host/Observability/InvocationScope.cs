using System.Collections;
using Microsoft.DurableTask;
using Runtime.Engine.Pumps;
using Runtime.Host.Invocation;

namespace Runtime.Host.Observability;

/// <summary>The values on every log line of a function: which function, which call of it, which run, which attempt.</summary>
internal sealed class InvocationScope(InvocationContext invocation) : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly KeyValuePair<string, object?>[] values = [.. Values(invocation)];

    public int Count => values.Length;

    public KeyValuePair<string, object?> this[int index] => values[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => values.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => string.Join(' ', values.Select(pair => $"{pair.Key}:{pair.Value}"));

    private static IEnumerable<KeyValuePair<string, object?>> Values(InvocationContext invocation)
    {
        yield return new("FunctionName", invocation.Function.Model.Name);
        yield return new("InvocationId", invocation.InvocationId);
        switch (invocation.Source)
        {
            case { Activity: { } activity }:
                yield return new("InstanceId", activity.InstanceId);
                if (activity is DurableActivityContext durable)
                    yield return new("Attempt", durable.Attempt);
                break;
            case { Trigger: TaskOrchestrationContext orchestration }:
                yield return new("InstanceId", orchestration.InstanceId);
                break;
            case { Trigger: Microsoft.Azure.Functions.Worker.TaskEntityDispatcher entity }:
                yield return new("InstanceId", entity.EntityId);
                break;
        }
    }
}
