using System.Text.Json;
using EngineProbe;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workflows.Functions;
#if !WORKFLOWS_AZURE
using Workflows.Storage;
#endif

// EngineProbe (<orchestrator> <input as JSON>)...: runs orchestrators of the app, and those in Semantics.cs, one after the other, and prints how each
// ended as one line of JSON.
var builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders();
builder.Configuration["GpuHost:InProcess"] = "false";       // no batches here
builder.AddWorkflows();
#if !WORKFLOWS_AZURE
builder.Services.AddWorkflowsStorage(builder.Configuration, new StorageOptions());     // which the local host would bring
#endif
using var app = builder.Build();
await app.StartAsync();

var functions = FunctionTable.Read(typeof(Engine).Assembly);
await using var engine = await Engine.StartAsync(registry => functions.Register(registry, app.Services));
for (var at = 0; at + 1 < args.Length; at += 2)
{
    var end = await engine.RunAsync(args[at], JsonDocument.Parse(args[at + 1]).RootElement);
    Console.WriteLine(JsonSerializer.Serialize(new
    {
        engine = Engine.Name,
        workflow = args[at],
        status = end.RuntimeStatus.ToString(),
        output = end.SerializedOutput,
        customStatus = end.SerializedCustomStatus,
        failure = Failures.Describe(end.FailureDetails),
    }));
}
