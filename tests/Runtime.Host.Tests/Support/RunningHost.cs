using System.Text;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Runtime.Host.Hosting;
using Workflows.Runtime;

namespace Runtime.Host.Tests.Support;

/// <summary>A whole host on a free port with a client that speaks to it over real sockets.</summary>
public sealed class RunningHost : IAsyncDisposable
{
    private readonly IHost host;
    private readonly TempFolder? ownFolder;

    private RunningHost(IHost host, TempFolder? ownFolder)
    {
        this.host = host;
        this.ownFolder = ownFolder;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = host.LocalAddress() };
    }

    public HttpClient Client { get; }

    public IHost Host => host;

    public static Task<RunningHost> StartAsync(params Type[] functions) => StartAsync(functions, _ => { });

    public static async Task<RunningHost> StartAsync(
        Type[] functions, Action<FunctionsApplicationBuilder> configure, string hostJson = """{ "version": "2.0" }""")
    {
        var folder = new TempFolder();
        folder.Write("host.json", hostJson);
        var builder = Builder(folder, functions);
        builder.Services.AddSingleton<DurableTaskClient>(new NoDurableClient());
        configure(builder);
        var host = builder.Build();
        await host.StartAsync();
        return new RunningHost(host, folder);
    }

    /// <summary>A host on the embedded task hub.</summary>
    public static async Task<RunningHost> StartDurableAsync(
        TempFolder folder, Action<FunctionsApplicationBuilder> configure, params Type[] functions)
    {
        var builder = Builder(folder, functions);
        builder.ConfigureLocalHost(local => local.HubFolder = Path.Combine(folder.Path, "hub"));
        configure(builder);
        var host = builder.Build();
        await host.StartAsync();
        return new RunningHost(host, ownFolder: null);
    }

    public static FunctionsApplicationBuilder Builder(TempFolder folder, params Type[] functions) => Builder(folder.Path, functions);

    public static FunctionsApplicationBuilder Builder(string folder, params Type[] functions)
    {
        var builder = FunctionsApplication.CreateBuilder(["--Host:AppFolder", folder]);
        builder.ConfigureLocalHost(local =>
        {
            local.Port = 0;
            local.ConsoleLogging = false;
            foreach (var function in functions)
                local.FunctionTypes.Add(function);
        });
        return builder;
    }

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    public static async Task<JsonElement> ReadJsonAsync(HttpResponseMessage response)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await host.StopAsync();
        host.Dispose();
        ownFolder?.Dispose();
    }
}
