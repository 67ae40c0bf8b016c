using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using FromBodyAttribute = Microsoft.Azure.Functions.Worker.Http.FromBodyAttribute;

namespace Runtime.Host.Tests.Http;

/// <summary>A small app that uses every way to take a request and to answer it.</summary>
public sealed class HttpFunctions(HttpFunctions.Greeting greeting, HttpFunctions.Gate gate)
{
    public enum Colour
    {
        Red,
        Green,
    }

    [Function("RequestData")]
    public static async Task<HttpResponseData> RequestDataAsync(
        [HttpTrigger("get", "post")] HttpRequestData request, FunctionContext context)
    {
        var response = request.CreateResponse(HttpStatusCode.Accepted);
        response.Headers.Add("X-Function", context.FunctionDefinition.Name);
        response.Cookies.Append("seen", "yes");
        await response.WriteStringAsync(
            $"{request.Method} {request.Url.AbsolutePath} {request.Query["q"]} {await request.ReadAsStringAsync()}");
        return response;
    }

    [Function("Injected")]
    public string Injected([HttpTrigger("get")] HttpRequest request) => greeting.Text;

    [Function("Action")]
    public static IActionResult Action([HttpTrigger("get")] HttpRequest request) => new OkObjectResult(new { FirstName = "Ada" });

    [Function("Typed")]
    public static IResult Typed([HttpTrigger("get")] HttpRequest request) => Results.Json(new { FirstName = "Ada" }, statusCode: 201);

    [Function("Poco")]
    public static Task<Order> Poco([HttpTrigger("post")] HttpRequest request, [FromBody] Order order) =>
        Task.FromResult(order with { Count = order.Count + 1 });

    [Function("Nothing")]
    public static void Nothing([HttpTrigger("post")] HttpRequest request)
    {
    }

    [Function("Items")]
    public static string Items(
        [HttpTrigger(Route = "items/{id:int}/{key}/{colour?}")] HttpRequest request, int id, Guid key, Colour? colour, int page = 1) =>
        $"{id} {key} {colour} {page}";

    [Function("Fails")]
    public static string Fails([HttpTrigger("get")] HttpRequest request) => throw new InvalidOperationException("secret detail");

    [Function("FailsLate")]
    public static async Task FailsLateAsync([HttpTrigger("get")] HttpRequest request)
    {
        await request.HttpContext.Response.WriteAsync("half");
        await request.HttpContext.Response.Body.FlushAsync();
        throw new InvalidOperationException("secret detail");
    }

    [Function("Hangs")]
    public async Task HangsAsync([HttpTrigger("get")] HttpRequest request, CancellationToken cancellation)
    {
        gate.Entered.SetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }
        finally
        {
            gate.Cancelled.SetResult();
        }
    }

    [Function("Waits")]
    public async Task<string> WaitsAsync([HttpTrigger("get")] HttpRequest request)
    {
        gate.Entered.SetResult();
        await gate.Open.Task;
        return "done";
    }

    [Function("Reads")]
    public static async Task<string> ReadsAsync([HttpTrigger("post")] HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        return $"{(await reader.ReadToEndAsync()).Length}";
    }

    public sealed record Order(string Name, int Count);

    public sealed record Greeting(string Text);

    public sealed class Gate
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
