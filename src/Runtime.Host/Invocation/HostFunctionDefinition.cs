using System.Collections.Immutable;
using Microsoft.Azure.Functions.Worker;
using Runtime.Host.Discovery;
using Runtime.Host.Outputs;

namespace Runtime.Host.Invocation;

/// <summary>What middleware and user code may know of a function.</summary>
internal sealed class HostFunctionDefinition(FunctionModel model) : FunctionDefinition
{
    public override ImmutableArray<FunctionParameter> Parameters { get; } =
        [.. model.Parameters.Select(bound => Describe(bound))];

    public override string PathToAssembly => model.Class.Assembly.Location;

    public override string EntryPoint => model.EntryPoint;

    /// <summary>The same in every process, as long as the function keeps its name.</summary>
    public override string Id { get; } = model.Name.ToUpperInvariant();

    public override string Name => model.Name;

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; } =
        model.Parameters.Select(bound => Binding(bound, model.Trigger)).OfType<BindingMetadata>()
            .ToImmutableDictionary(binding => binding.Name);

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; } =
        model.Outputs.Select(output => new HostBindingMetadata(output.Name, output.BindingType, BindingDirection.Out))
            .Concat(model.Trigger is HttpFunctionTrigger && !model.Outputs.Any(output => output.Property is null) ? [HttpResult] : [])
            .ToImmutableDictionary(binding => binding.Name, BindingMetadata (binding) => binding);

    private static HostBindingMetadata HttpResult => new(OutputBinding.Whole, "http", BindingDirection.Out);

    private static FunctionParameter Describe(BoundParameter bound)
    {
        var parameter = bound.Parameter;
        return new FunctionParameter(
            parameter.Name!, parameter.ParameterType, parameter.HasDefaultValue, parameter.HasDefaultValue ? parameter.DefaultValue : null);
    }

    private static HostBindingMetadata? Binding(BoundParameter bound, FunctionTrigger trigger)
    {
        if (bound.Parameter == trigger.Parameter)
            return new HostBindingMetadata(bound.Parameter.Name!, trigger.BindingType, BindingDirection.In);
        return bound.Source switch
        {
            ParameterSource.DurableClient => new HostBindingMetadata(bound.Parameter.Name!, "durableClient", BindingDirection.In),
            ParameterSource.Blob => new HostBindingMetadata(bound.Parameter.Name!, "blob", BindingDirection.In),
            _ => null,
        };
    }
}
