using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Host.Discovery;
using Runtime.Host.Http;
using Runtime.Host.Outputs;
using Runtime.Host.Triggers;

namespace Runtime.Host.Invocation;

/// <summary>Fetches the arguments of one call, in the order of the parameters.</summary>
internal static class ParameterBinder
{
    /// <exception cref="BadInputException">The request does not hold a value that the parameter can take.</exception>
    public static async ValueTask<object?[]> BindAsync(InvocationContext context)
    {
        var parameters = context.Function.Model.Parameters;
        var values = new object?[parameters.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (parameters[i].Converters.Count > 0 && await InputConversion.TryAsync(context, parameters[i]) is (true, var made))
            {
                values[i] = made;
                continue;
            }
            values[i] = parameters[i].Source switch
            {
                ParameterSource.Body => await RequestBody.ReadAsync(context.Source.Http!, parameters[i].Body, context.CancellationToken),
                ParameterSource.Event => await context.Source.Event!.ReadAsync(
                    parameters[i].Parameter.ParameterType, context.InstanceServices, context.CancellationToken),
                ParameterSource.Blob => await InputBlobReader.ReadAsync(context, parameters[i]),
                _ => Value(context, parameters[i]),
            };
        }
        return values;
    }

    private static object? Value(InvocationContext context, BoundParameter bound) => bound.Source switch
    {
        ParameterSource.Trigger => context.Source.Trigger,
        ParameterSource.Input => Input(context.Source.Input, bound),
        ParameterSource.Context => context,
        ParameterSource.Cancellation => context.CancellationToken,
        ParameterSource.DurableClient => context.InstanceServices.GetRequiredService<DurableTaskClient>(),
        ParameterSource.ActivityContext => context.Source.Activity,
        ParameterSource.InstanceId => context.Source.Activity!.InstanceId,
        ParameterSource.HttpRequest => context.Source.Http!.Request,
        ParameterSource.HttpRequestData => HostHttpRequestData.For(context),
        ParameterSource.EventData => EventValue.Read(context.Source.Event!, bound.Parameter),
        ParameterSource.RouteOrQuery => RouteOrQuery.Read(context.Source.Http!.Request, bound.Parameter),
        _ => null,
    };

    // With converters the input comes as JSON, for them to read; when none does, it is read as usual.
    private static object? Input(object? input, BoundParameter bound) =>
        bound.Converters.Count > 0 && input is JsonElement json ? json.Deserialize(bound.Parameter.ParameterType, RequestBody.Json) : input;
}
