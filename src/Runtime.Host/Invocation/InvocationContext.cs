using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Context.Features;
using Microsoft.Azure.Functions.Worker.Extensions.Http.Converters;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Host.Discovery;

namespace Runtime.Host.Invocation;

/// <summary>One call of one function. Its services belong to whoever made it.</summary>
internal sealed class InvocationContext : FunctionContext, IDisposable
{
    private readonly CancellationTokenSource? timeout;
    private IServiceProvider services;
    private string? invocationId;
    private IDictionary<object, object>? items;
    private InvocationFeatures? features;
    private InvocationBindings? bindings;
    private HostBindingContext? bindingContext;
    private HostTraceContext? traceContext;

    public InvocationContext(FunctionEntry function, IServiceProvider services, InvocationSource source)
    {
        Function = function;
        Source = source;
        this.services = services;
        if (function.Timeout is { } limit && (source.Http ?? source.Activity ?? (object?)source.Event) is not null)
        {
            timeout = CancellationTokenSource.CreateLinkedTokenSource(source.Cancellation);
            timeout.CancelAfter(limit);
        }
        CancellationToken = timeout?.Token ?? source.Cancellation;
    }

    public FunctionEntry Function { get; }

    public TimeProvider Clock => services.GetRequiredService<TimeProvider>();

    public InvocationSource Source { get; }

    /// <summary>What the function returned, or what middleware put in its place.</summary>
    public object? Result { get; set; }

    public bool TimedOut => timeout is { IsCancellationRequested: true } && !Source.Cancellation.IsCancellationRequested;

    public override string InvocationId => invocationId ??= Guid.NewGuid().ToString();

    public override string FunctionId => Function.Definition.Id;

    public override TraceContext TraceContext => traceContext ??= new HostTraceContext(Activity.Current);

    public override BindingContext BindingContext => bindingContext ??= new HostBindingContext(Source);

    public override Microsoft.Azure.Functions.Worker.RetryContext RetryContext =>
        Source.Event is null ? HostRetryContext.None : new HostRetryContext(Source.Attempt, Function.Retry.CountMax);

    public override IServiceProvider InstanceServices
    {
        get => services;
        set => services = value;
    }

    public override FunctionDefinition FunctionDefinition => Function.Definition;

    public override IDictionary<object, object> Items
    {
        get => items ??= new Dictionary<object, object>();
        set => items = value;
    }

    /// <summary>Inputs and result, for the call itself and for middleware.</summary>
    public InvocationBindings Bindings => bindings ??= new InvocationBindings(this);

    public override IInvocationFeatures Features => features ??= MakeFeatures();

    public override CancellationToken CancellationToken { get; }

    public void Dispose() => timeout?.Dispose();

    private InvocationFeatures MakeFeatures()
    {
        var made = new InvocationFeatures();
        made.Set<IFunctionBindingsFeature>(Bindings);
        made.Set<IFunctionInputBindingFeature>(Bindings);
        if (Source.Http is null)
            return made;
        made.Set(Source.Http);
        made.Set<IHttpRequestDataFeature>(Bindings);
        made.Set<IFromBodyConversionFeature>(Bindings);
        return made;
    }
}
