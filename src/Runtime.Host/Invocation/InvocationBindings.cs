using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Context.Features;
using Microsoft.Azure.Functions.Worker.Extensions.Http.Converters;
using Microsoft.Azure.Functions.Worker.Http;
using Runtime.Host.Http;

namespace Runtime.Host.Invocation;

/// <summary>Inputs and result of one call, as middleware may see and change them.</summary>
internal sealed class InvocationBindings(InvocationContext context)
    : IFunctionBindingsFeature, IFunctionInputBindingFeature, IHttpRequestDataFeature, IFromBodyConversionFeature
{
    private FunctionInputBindingResult? bound;
    private Dictionary<string, object?>? outputs;

    public object? InvocationResult
    {
        get => context.Result;
        set => context.Result = value;
    }

    public IDictionary<string, object?> Outputs => outputs ??= new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The arguments; fetched once, whoever asks first.</summary>
    public async ValueTask<FunctionInputBindingResult> BindFunctionInputAsync(FunctionContext functionContext) =>
        bound ??= new FunctionInputBindingResult(await ParameterBinder.BindAsync(context));

    public async ValueTask<object?> GetInputAsync(BindingMetadata binding) =>
        (await BindFunctionInputAsync(context)).Values[IndexOf(binding)];

    public void SetInput(BindingMetadata binding, object? value)
    {
        if (bound is null)
            throw new InvalidOperationException($"The input '{binding.Name}' must be read before it is replaced.");
        bound.Values[IndexOf(binding)] = value;
    }

    public ValueTask<HttpRequestData?> GetHttpRequestDataAsync(FunctionContext functionContext) =>
        ValueTask.FromResult<HttpRequestData?>(context.Source.Http is null ? null : HostHttpRequestData.For(context));

    public ValueTask<object?> ConvertAsync(FunctionContext functionContext, Type targetType) =>
        RequestBody.ReadAsync(
            context.Source.Http ?? throw new InvalidOperationException("The call has no request whose body could be read."),
            new BodyTarget(targetType, HasDefault: false, Default: null, Nullable: true),
            context.CancellationToken);

    private int IndexOf(BindingMetadata binding)
    {
        var parameters = context.Function.Model.Parameters;
        for (var i = 0; i < parameters.Count; i++)
        {
            if (parameters[i].Parameter.Name == binding.Name)
                return i;
        }
        throw new ArgumentException($"The function has no input '{binding.Name}'.", nameof(binding));
    }
}
