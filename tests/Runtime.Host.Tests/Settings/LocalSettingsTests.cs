using Microsoft.Azure.Functions.Worker.Builder;
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
}
