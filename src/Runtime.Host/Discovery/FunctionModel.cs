using System.Reflection;
using System.Text.Json;
using Runtime.Host.Outputs;

namespace Runtime.Host.Discovery;

/// <summary>One checked function: everything that can be known before it runs.</summary>
internal sealed record FunctionModel(string Name, MethodInfo Method, FunctionTrigger Trigger, IReadOnlyList<BoundParameter> Parameters)
{
    public IReadOnlyList<OutputBinding> Outputs { get; init; } = [];

    /// <summary>The connections that it names; null is the usual one.</summary>
    public IEnumerable<string?> Connections =>
        Parameters.Where(bound => bound.Input is not null).Select(bound => bound.Input!.Connection)
            .Concat(Outputs.Select(output => output.Connection))
            .Concat(Trigger switch
            {
                QueueFunctionTrigger queue => [queue.Connection],
                BlobFunctionTrigger blob => [blob.Connection],
                _ => [],
            });

    public Type Class => Method.DeclaringType!;

    public string EntryPoint => $"{Class.FullName}.{Method.Name}";

    /// <summary>The type that the input of an orchestration or activity is read as; object when nothing asks for it.</summary>
    public Type InputType =>
        Parameters.FirstOrDefault(bound => bound.Source is ParameterSource.Input or ParameterSource.Converted) switch
        {
            null => typeof(object),
            { Converters.Count: > 0 } => typeof(JsonElement),       // for the converters to read
            var bound => bound.Parameter.ParameterType,
        };
}
