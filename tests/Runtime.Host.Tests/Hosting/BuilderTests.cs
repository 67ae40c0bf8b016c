using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Runtime.Host.Tests.Support;
using Workflows.Runtime;

namespace Runtime.Host.Tests.Hosting;

public sealed class BuilderTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task ConfigureFunctionsWebApplication_OnAHostBuilder_ServesTheFunctions()
    {
        using var host = new HostBuilder()
            .ConfigureFunctionsWebApplication(worker => worker.UseMiddleware(async (context, next) =>
            {
                var request = await context.GetHttpRequestDataAsync();
                context.Items["seen"] = $"{request!.Method} {context.GetHttpContext()!.Request.Path}";
                await next();
                context.GetInvocationResult().Value = $"[{context.GetInvocationResult().Value}]";
            }))
            .ConfigureServices(services => services.AddSingleton<DurableTaskClient>(new NoDurableClient()))
            .ConfigureServices(services => services.AddSingleton("service"))
            .ConfigureLocalHost(local =>
            {
                local.Port = 0;
                local.ConsoleLogging = false;
                local.FunctionTypes.Add(typeof(App));
            })
            .Build();
        await host.StartAsync();
        using var client = new HttpClient { BaseAddress = host.LocalAddress() };

        Assert.Equal("[service GET /api/Hello]", await client.GetStringAsync("/api/Hello"));
        await host.StopAsync();
    }

    [Fact]
    public void Build_WrongFunctions_FailsBeforeAnythingStarts()
    {
        var builder = RunningHost.Builder(folder, typeof(Broken));

        Assert.Contains("no parameter has a trigger attribute", Assert.Throws<FunctionDiscoveryException>(builder.Build).Message);
    }

    [Fact]
    public void Build_WithoutOptions_FindsTheFunctionsOfTheCallingAssembly()
    {
        // This assembly also holds functions that are wrong on purpose: that they are reported shows that it was searched.
        var builder = FunctionsApplication.CreateBuilder(["--Host:AppFolder", folder.Path]);

        Assert.Contains("FunctionDiscoveryTests", Assert.Throws<FunctionDiscoveryException>(builder.Build).Message);
    }

    [Fact]
    public void CreateBuilder_AppSettings_AreWeakerThanTheCommandLine()
    {
        folder.Write("appsettings.json", """{ "A": { "B": "file", "C": "file" } }""");

        var configuration = FunctionsApplication.CreateBuilder(["--Host:AppFolder", folder.Path, "--A:B", "args"]).Configuration;

        Assert.Equal("args", configuration["A:B"]);
        Assert.Equal("file", configuration["A:C"]);
    }

    public sealed class App(string service)
    {
        [Function("Hello")]
        public string Hello([HttpTrigger("get")] HttpRequest request, FunctionContext context) => $"{service} {context.Items["seen"]}";
    }

    public static class Broken
    {
        [Function("Broken")]
        public static void Run(string input)
        {
        }
    }
}
