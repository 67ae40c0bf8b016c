using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Http;

namespace Microsoft.Azure.Functions.Worker
{
    /// <summary>The HTTP side of a call, for middleware.</summary>
    public static class FunctionContextHttpRequestExtensions
    {
        /// <summary>The request that called the function; null when something else did.</summary>
        public static ValueTask<HttpRequestData?> GetHttpRequestDataAsync(this FunctionContext context)
        {
            ArgumentNullException.ThrowIfNull(context);
            return context.Features.Get<IHttpRequestDataFeature>() is { } feature
                ? feature.GetHttpRequestDataAsync(context)
                : ValueTask.FromResult<HttpRequestData?>(null);
        }

        /// <summary>The answer the function returned, itself or among its outputs; null when there is none (yet).</summary>
        public static HttpResponseData? GetHttpResponseData(this FunctionContext context)
        {
            ArgumentNullException.ThrowIfNull(context);
            return context.Features.Get<IFunctionBindingsFeature>() is not { } bindings
                ? null
                : bindings.InvocationResult as HttpResponseData ?? bindings.Outputs.Values.OfType<HttpResponseData>().FirstOrDefault();
        }
    }

    /// <summary>The server's side of a call.</summary>
    public static class FunctionContextExtensions
    {
        /// <summary>Key under which another host keeps the context among the items of a call.</summary>
        private const string ItemKey = "HttpRequestContext";

        /// <summary>The server's context of the request that called the function; null when something else did.</summary>
        public static HttpContext? GetHttpContext(this FunctionContext context)
        {
            ArgumentNullException.ThrowIfNull(context);
            return context.Features.Get<HttpContext>()
                ?? (context.Items.TryGetValue(ItemKey, out var item) ? item as HttpContext : null);
        }
    }
}

namespace Microsoft.Azure.Functions.Worker.Http
{
    /// <summary>Gives the request of a call.</summary>
    public interface IHttpRequestDataFeature
    {
        /// <summary>The request; null when something else called.</summary>
        ValueTask<HttpRequestData?> GetHttpRequestDataAsync(FunctionContext context);
    }
}
