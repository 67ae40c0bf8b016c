using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Runtime.Host.Hosting;
using Runtime.Host.Settings;
using Runtime.Host.Tests.Support;
using Workflows.Runtime;

namespace Runtime.Host.Tests.Settings;

public sealed class LocalSettingsTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_ValuesConnectionsAndHost_BecomeConfiguration()
    {
        var settings = LocalSettings.Read(folder.Write("local.settings.json", """
            {
              "IsEncrypted": false,
              "Values": { "Models__Provider": "openai", "PLAIN": "1" },
              "Host": { "LocalHttpPort": 7099 },
              "ConnectionStrings": { "a": "text", "b": { "ConnectionString": "other", "ProviderName": "System.Data" } }
            }
            """));

        Assert.Equal("openai", settings["Models:Provider"]);
        Assert.Equal("1", settings["PLAIN"]);
        Assert.Equal("7099", settings["Host:LocalHttpPort"]);
        Assert.Equal("text", settings["ConnectionStrings:a"]);
        Assert.Equal("other", settings["ConnectionStrings:b"]);
    }

    [Fact]
    public void UnknownKeys_OfAFile_AreThoseNothingReads()
    {
        var path = folder.Write("local.settings.json", """
            {
              "IsEncrypted": false,
              "isencrypted": false,
              "Values": { "AzureWebJobsStorage": "x" },
              "Host": { "LocalHttpPort": 7099, "CORS": "*", "CORSCredentials": false, "StopWithin": "00:00:05", "LocalHttpsPort": 7100 },
              "ConnectionStrings": { "a": "text" },
              "Value": { "Typo": "1" },
              "Comment": "ours"
            }
            """);

        Assert.Equal(["Host:LocalHttpsPort", "Value:Typo", "Comment"], LocalSettings.UnknownKeys(path));
        Assert.Empty(LocalSettings.UnknownKeys(Path.Combine(folder.Path, "none.json")));
    }

    [Fact]
    public async Task Start_UnknownKeys_AreNamedInOneWarningForEachFile()
    {
        folder.Write("host.json", """{ "version": "2.0", "extensions": { "durableTask": { "hubNam": "x" } } }""");
        folder.Write("local.settings.json", """{ "Value": { "Typo": "secret" }, "Host": { "Colour": "red" } }""");
        using var log = new KeptLog();
        var builder = RunningHost.Builder(folder, typeof(Functions));
        builder.Services.AddSingleton<DurableTaskClient>(new NoDurableClient());
        builder.Logging.AddProvider(log);
        using var host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();

        var warnings = log.Lines.Where(line => line.Contains("without a meaning", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, warnings.Count);
        Assert.Contains("host.json", warnings[0]);
        Assert.EndsWith("extensions.durableTask.hubNam", warnings[0]);
        Assert.Contains("local.settings.json", warnings[1]);
        Assert.EndsWith("Value.Typo, Host.Colour", warnings[1]);
    }

    [Fact]
    public void Read_EncryptedFile_IsRefusedWithTheCure()
    {
        var error = Assert.Throws<HostConfigurationException>(
            () => LocalSettings.Read(folder.Write("local.settings.json", """{ "IsEncrypted": true, "Values": { "A": "x" } }""")));

        Assert.Contains("func settings decrypt", error.Message);
    }

    [Fact]
    public void CreateBuilder_MalformedFile_NamesLineAndColumn()
    {
        folder.Write("local.settings.json", "{ \"Values\": { ");

        var error = Assert.Throws<HostConfigurationException>(() => FunctionsApplication.CreateBuilder(["--Host:AppFolder", folder.Path]));

        Assert.Contains("local.settings.json is not valid JSON at line 1", error.Message);
    }

    [Fact]
    public void CreateBuilder_SameKeyInEnvironment_EnvironmentWins()
    {
        var name = "RUNTIME_HOST_TESTS_" + Guid.NewGuid().ToString("N");
        folder.Write("local.settings.json", $$"""{ "Values": { "{{name}}": "file", "{{name}}_2": "file" } }""");
        Environment.SetEnvironmentVariable(name, "environment");

        var configuration = FunctionsApplication.CreateBuilder(["--Host:AppFolder", folder.Path]).Configuration;

        Assert.Equal("environment", configuration[name]);
        Assert.Equal("file", configuration[name + "_2"]);
    }

    [Fact]
    public void CreateBuilder_LocalHttpPort_IsUsedUnlessThePortIsGiven()
    {
        folder.Write("local.settings.json", """{ "Host": { "LocalHttpPort": 7099 } }""");

        Assert.Equal(7099, Port("--Host:AppFolder", folder.Path));
        Assert.Equal(8001, Port("--Host:AppFolder", folder.Path, "--port", "8001"));
        Assert.Equal(8002, Port("--Host:AppFolder", folder.Path, "--Host:Port=8002"));
        Assert.Contains("The port is 'x'", Assert.Throws<HostConfigurationException>(() => Port("--port", "x")).Message);
    }

    private static int Port(params string[] args) =>
        ListenSettings.From(new LocalHostOptions(), FunctionsApplication.CreateBuilder(args).Configuration, new HostJson()).Port;

    public static class Functions
    {
        [Function("Ping")]
        public static string Ping([HttpTrigger("get")] HttpRequest request) => "pong";
    }
}
