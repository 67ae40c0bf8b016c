using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Core;
using Azure.Identity;
using GpuHost.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Workflows.Storage;

namespace GpuHost.Service;

/// <summary>Puts the program together.</summary>
internal static class ServiceApp
{
    private static readonly JsonSerializerOptions DeviceJson = new(JsonSerializerOptions.Web) { Converters = { new JsonStringEnumConverter() } };

    private const string DefaultAddress = "http://127.0.0.1:8080";
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(10);       // behind the drain: given back, closed

    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        var configuration = builder.Configuration;
        if (string.IsNullOrEmpty(configuration["urls"]) && string.IsNullOrEmpty(configuration["http_ports"]))
            builder.WebHost.UseUrls(DefaultAddress);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).AddFilter("Microsoft.Hosting", LogLevel.Information)
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Services.AddSingleton<IValidateOptions<FileHostOptions>, StorageSettingCheck>();
        builder.Services.AddFileHost();
        builder.Services.AddSingleton<TokenCredential>(_ => new DefaultAzureCredential(new DefaultAzureCredentialOptions
        {
            ManagedIdentityClientId = configuration["AzureWebJobsStorage:clientId"],
        }));
        builder.Services.AddWorkflowsStorage(configuration, new StorageOptions { DataFolder = configuration["Host:HubFolder"] ?? ".workflows" });
        builder.Services.AddSingleton<IConfigureOptions<HostOptions>>(provider => new ConfigureOptions<HostOptions>(
            host => host.ShutdownTimeout = TimeSpan.FromSeconds(provider.GetRequiredService<IOptions<FileHostOptions>>().Value.DrainSeconds) + Slack));
        var app = builder.Build();
        Map(app);
        return app;
    }

    private static void Map(WebApplication app)
    {
        var host = app.Services.GetRequiredService<FileHost>();
        app.MapGet("/health/live", () => host.HasEnded ? Unwell(host) : Results.Text("live"));
        app.MapGet("/health/ready", () => host.Trouble is null ? Results.Text("ready") : Unwell(host));
        app.MapGet("/health/device", () => Results.Json(new { device = host.Device, use = host.ReadDeviceUse() }, DeviceJson));
        app.MapGet("/metrics", async (CancellationToken cancellationToken) =>
        {
            var text = new PrometheusText();
            app.Services.GetRequiredService<FileHostMetrics>().Write(text);
            await host.WriteMetricsAsync(text, cancellationToken);
            ProcessFigures.Write(text);
            foreach (var source in app.Services.GetServices<IMetricSource>())
                source.Write(text);
            return Results.Text(text.ToString(), "text/plain; version=0.0.4");
        });
    }

    private static IResult Unwell(FileHost host) => Results.Text(host.Trouble ?? "The host has ended.", statusCode: StatusCodes.Status503ServiceUnavailable);
}
