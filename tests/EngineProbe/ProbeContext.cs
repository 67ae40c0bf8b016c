using Microsoft.Azure.Functions.Worker;

namespace EngineProbe;

/// <summary>The least that an activity may ask its call for.</summary>
internal sealed class ProbeContext(string function, IServiceProvider services) : FunctionContext
{
    public override string InvocationId { get; } = Guid.NewGuid().ToString("N");

    public override string FunctionId => function;

    public override TraceContext TraceContext => throw new NotSupportedException("There is no trace here.");

    public override BindingContext BindingContext { get; } = new NoBindings();

    public override RetryContext RetryContext => throw new NotSupportedException("There are no retries of the host here.");

    public override IServiceProvider InstanceServices { get; set; } = services;

    public override FunctionDefinition FunctionDefinition => throw new NotSupportedException("There is no host that defined the function.");

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features => throw new NotSupportedException("There is no host that has features.");

    private sealed class NoBindings : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData { get; } = new Dictionary<string, object?>();
    }
}
