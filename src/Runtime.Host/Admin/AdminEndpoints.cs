using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Runtime.Host.Access;
using Runtime.Host.Discovery;
using Runtime.Host.Http;
using Runtime.Host.Management;
using Runtime.Host.Triggers;

namespace Runtime.Host.Admin;

/// <summary>/admin/functions: what functions there are, and running one by hand. All of it asks for the master key.</summary>
internal static class AdminEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, FunctionCatalog catalog, TriggerHost triggers)
    {
        Add(routes, "/admin/functions", ["GET"], http => ListAsync(http, catalog));
        Add(routes, "/admin/functions/{name}", ["GET"], http => ShowAsync(http, Find(http, catalog), catalog));
        Add(routes, "/admin/functions/{name}", ["POST"], http => RunAsync(http, Enabled(Find(http, catalog), catalog), triggers));
        Add(routes, "/admin/host/ping", ["GET", "POST"], static _ => Task.CompletedTask);
    }

    private static void Add(IEndpointRouteBuilder routes, string path, string[] methods, RequestDelegate answer) =>
        routes.MapMethods(path, methods, answer).WithOrder(ManagementUrls.HostOrder).Require(AuthorizationLevel.Admin);

    private static FunctionModel Find(HttpContext http, FunctionCatalog catalog)
    {
        var name = (string)http.Request.RouteValues["name"]!;
        return catalog.Functions.Concat(catalog.Disabled).FirstOrDefault(model => model.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new BadInputException($"There is no function '{name}'.", StatusCodes.Status404NotFound);
    }

    private static FunctionModel Enabled(FunctionModel model, FunctionCatalog catalog) => !catalog.Disabled.Contains(model) ? model
        : throw new BadInputException($"'{model.Name}' is switched off: remove the setting AzureWebJobs.{model.Name}.Disabled and start again.");

    private static Task ListAsync(HttpContext http, FunctionCatalog catalog) => SendAsync(http, writer =>
    {
        writer.WriteStartArray();
        foreach (var model in catalog.Functions.Concat(catalog.Disabled))
            Write(writer, model, catalog);
        writer.WriteEndArray();
    });

    private static Task ShowAsync(HttpContext http, FunctionModel model, FunctionCatalog catalog) =>
        SendAsync(http, writer => Write(writer, model, catalog));

    private static void Write(Utf8JsonWriter writer, FunctionModel model, FunctionCatalog catalog)
    {
        writer.WriteStartObject();
        writer.WriteString("name", model.Name);
        writer.WriteString("language", "dotnet-isolated");
        writer.WriteBoolean("isDisabled", catalog.Disabled.Contains(model));
        writer.WriteStartObject("config");
        writer.WriteString("name", model.Name);
        writer.WriteString("entryPoint", model.EntryPoint);
        writer.WriteStartArray("bindings");
        writer.WriteStartObject();
        writer.WriteString("name", model.Trigger.Parameter.Name);
        writer.WriteString("type", model.Trigger.BindingType);
        writer.WriteString("direction", "in");
        if (Detail(model.Trigger) is { } detail)
            writer.WriteString(detail.Name, detail.Value);
        writer.WriteEndObject();
        foreach (var output in model.Outputs)
        {
            writer.WriteStartObject();
            writer.WriteString("name", output.Name);
            writer.WriteString("type", output.BindingType);
            writer.WriteString("direction", "out");
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static (string Name, string Value)? Detail(FunctionTrigger trigger) => trigger switch
    {
        TimerFunctionTrigger timer => ("schedule", timer.Schedule.Text),
        QueueFunctionTrigger queue => ("queueName", queue.Queue),
        BlobFunctionTrigger blob => ("path", blob.Pattern.Text),
        HttpFunctionTrigger http => ("route", http.Route),
        _ => null,
    };

    // The answer does not wait for the function: what becomes of it is in the log.
    private static async Task RunAsync(HttpContext http, FunctionModel model, TriggerHost triggers)
    {
        if (model.Trigger is HttpFunctionTrigger)
            throw new BadInputException($"'{model.Name}' is an HTTP function: call it at its address.");
        if (model.Trigger is not (TimerFunctionTrigger or QueueFunctionTrigger or BlobFunctionTrigger))
            throw new BadInputException($"'{model.Name}' has a {model.Trigger.BindingType} and is not run by hand; start its orchestration instead.");
        var input = await RequestBody.ReadJsonAsync(http.Request, http.RequestAborted) is { ValueKind: JsonValueKind.Object } body
            && body.TryGetProperty("input", out var given)
                ? given.ValueKind == JsonValueKind.String ? given.GetString() : given.GetRawText()
                : null;
        if (!triggers.TryRunByHand(model.Name, input))
            throw new BadInputException($"'{model.Name}' does not listen: the host stops.", StatusCodes.Status409Conflict);
        http.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private static async Task SendAsync(HttpContext http, Action<Utf8JsonWriter> write)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        await using var writer = new Utf8JsonWriter(http.Response.BodyWriter, Problem.Readable);
        write(writer);
    }
}
