using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Runtime.Host.Http;

/// <summary>Sends what an HTTP function returned, whatever of the usual shapes it has.</summary>
internal static class ResultWriter
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo?> ResultProperties = new();

    public static Task WriteAsync(HttpContext http, object? result, CancellationToken cancellation)
    {
        switch (result)
        {
            case null:
                return Task.CompletedTask;      // the function wrote to the response itself, or 200 and nothing says it all
            case HostHttpResponseData data:
                return data.SendAsync(http.Response, cancellation);
            case HttpResponseData foreign:
                throw new InvalidOperationException($"{foreign.GetType()} was not made by request.CreateResponse().");
            case IResult typed:
                return typed.ExecuteAsync(http);
            case IActionResult action:
                return action.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new ActionDescriptor()));
            case IConvertToActionResult convertible:
                return WriteAsync(http, convertible.Convert(), cancellation);
            case string text:
                http.Response.ContentType ??= "text/plain; charset=utf-8";
                return http.Response.WriteAsync(text, cancellation);
            case Stream stream:
                return SendAsync(http, stream, cancellation);
            default:
                return ResultProperties.GetOrAdd(result.GetType(), FindResultProperty) is { } property
                    ? WriteAsync(http, property.GetValue(result), cancellation)
                    : WriteJsonAsync(http, result, cancellation);
        }
    }

    /// <summary>Whether a part of a result of that type is the answer to the caller.</summary>
    public static bool HasAnswer(Type type) => ResultProperties.GetOrAdd(type, FindResultProperty) is not null;

    private static async Task SendAsync(HttpContext http, Stream stream, CancellationToken cancellation)
    {
        http.Response.ContentType ??= "application/octet-stream";
        await using (stream)
            await stream.CopyToAsync(http.Response.Body, cancellation);
    }

    private static async Task WriteJsonAsync(HttpContext http, object result, CancellationToken cancellation)
    {
        if (http.RequestServices.GetService<IOptions<WorkerOptions>>()?.Value.Serializer is not { } serializer)
        {
            await http.Response.WriteAsJsonAsync(result, result.GetType(), RequestBody.Json, cancellation);
            return;
        }
        http.Response.ContentType = "application/json; charset=utf-8";
        var body = await serializer.SerializeAsync(result, result.GetType(), cancellation);
        await http.Response.Body.WriteAsync(body.ToMemory(), cancellation);
    }

    // A function with several outputs returns a class; the answer is the property that says so, by attribute or by type.
    private static PropertyInfo? FindResultProperty(Type type)
    {
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        return Array.Find(properties, property => property.IsDefined(typeof(HttpResultAttribute)))
            ?? Array.Find(properties, property => typeof(HttpResponseData).IsAssignableFrom(property.PropertyType));
    }
}
