using System.Reflection;
using Runtime.Host.Outputs;

namespace Runtime.Host.Discovery;

/// <summary>One checked function: everything that can be known before it runs.</summary>
internal sealed record FunctionModel(string Name, MethodInfo Method, FunctionTrigger Trigger, IReadOnlyList<BoundParameter> Parameters)
{
    public IReadOnlyList<OutputBinding> Outputs { get; init; } = [];

    public Type Class => Method.DeclaringType!;

    public string EntryPoint => $"{Class.FullName}.{Method.Name}";

    /// <summary>The type that the input of an orchestration or activity is read as; object when nothing asks for it.</summary>
    public Type InputType =>
        Parameters.FirstOrDefault(bound => bound.Source == ParameterSource.Input)?.Parameter.ParameterType ?? typeof(object);
}
