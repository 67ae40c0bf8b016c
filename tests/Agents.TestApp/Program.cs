using Agents.TestApp;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Workflows.Functions;
using Workflows.Functions.Tests.Agents.Examples;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.AddWorkflows();
builder.Services.AddSingleton(CounterTool.Create());
foreach (var tool in NoteTools.Create(builder.Configuration["Notes"] ?? "notes.txt"))
    builder.Services.AddSingleton(tool);
builder.Build().Run();
