using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Runtime.Host.Hosting;
using Runtime.Host.Settings;
using Runtime.Host.Tests.Support;
using Workflows.Runtime;

namespace Runtime.Host.Tests.Settings;

public sealed class HostJsonTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_NoFile_HasDefaults()
    {
        var settings = HostJson.Read(Path.Combine(folder.Path, "host.json"), Configuration());

        Assert.Equal("api", settings.RoutePrefix);
        Assert.Null(settings.FunctionTimeout);
        Assert.Empty(settings.UnknownKeys);
    }

    [Fact]
    public void Read_KnownKeys_AreHonoured()
    {
        var settings = Read("""
            {
              // comments and trailing commas are allowed
              "version": "2.0",
              "functionTimeout": "00:10:00",
              "logging": {
                "logLevel": { "default": "Information", "Host.Results": "Error" },
                "applicationInsights": { "samplingSettings": {} }
              },
              "extensions": {
                "http": { "routePrefix": "v1/", "maxRequestBodyBytes": 1024 },
                "durableTask": {
                  "hubName": "MyHub",
                  "maxConcurrentActivityFunctions": 4,
                  "maxConcurrentOrchestratorFunctions": 8,
                  "maxConcurrentEntityFunctions": 3,
                  "httpSettings": { "defaultAsyncRequestSleepTimeMilliseconds": 7000 },
                  "storageProvider": { "type": "mssql" }
                },
              },
            }
            """);

        Assert.Equal("v1", settings.RoutePrefix);
        Assert.Equal(1024, settings.BodyBytesMax);
        Assert.Equal("MyHub", settings.HubName);
        Assert.Equal(4, settings.MaxConcurrentActivities);
        Assert.Equal(8, settings.MaxConcurrentOrchestrations);
        Assert.Equal(3, settings.MaxConcurrentEntities);
        Assert.Equal(7000, settings.HttpPollMilliseconds);
        Assert.Equal(TimeSpan.FromMinutes(10), settings.FunctionTimeout);
        Assert.Equal(LogLevel.Error, settings.Levels["Host.Results"]);
        Assert.Empty(settings.UnknownKeys);
    }

    [Fact]
    public void Read_UnknownKeys_AreListed()
    {
        var settings = Read(
            """{ "version": "2.0", "extensions": { "http": { "dynamicThrottlesEnabled": true } }, "watchDirectories": [ "a" ] }""");

        Assert.Equal(["extensions:http:dynamicThrottlesEnabled", "watchDirectories:0"], settings.UnknownKeys);
    }

    [Fact]
    public void Read_SeveralWrongValues_NamesThemAll()
    {
        var error = Assert.Throws<HostConfigurationException>(() => Read(
            """
            { "version": "1.0", "functionTimeout": "soon", "extensions": { "durableTask": { "maxConcurrentActivityFunctions": 0 } } }
            """));

        Assert.Contains("3 wrong values", error.Message);
        Assert.Contains("functionTimeout is 'soon'", error.Message);
        Assert.Contains("maxConcurrentActivityFunctions is '0'", error.Message);
        Assert.Contains("version is '1.0'", error.Message);
    }

    [Theory]
    [InlineData("maxConcurrentEntityFunctions", "0")]
    [InlineData("httpSettings:defaultAsyncRequestSleepTimeMilliseconds", "0")]
    [InlineData("httpSettings:defaultAsyncRequestSleepTimeMilliseconds", "soon")]
    public void Read_WrongDurableNumber_IsNamedWithItsRange(string key, string value)
    {
        var error = Assert.Throws<HostConfigurationException>(
            () => Read("""{ "version": "2.0" }""", ("AzureFunctionsJobHost:extensions:durableTask:" + key, value)));

        Assert.Contains($"extensions.durableTask.{key.Replace(':', '.')} is '{value}'; it must be a whole number from 1 to", error.Message);
    }

    [Fact]
    public void Read_MalformedFile_NamesLineAndColumn()
    {
        var error = Assert.Throws<HostConfigurationException>(() => Read("{\n  \"version\": \"2.0\"\n  \"logging\": {}\n}"));

        Assert.Contains("host.json is not valid JSON at line 3, column 3", error.Message);
    }

    [Fact]
    public void Read_ArrayAtRoot_IsRefused() =>
        Assert.Contains("must hold a JSON object", Assert.Throws<HostConfigurationException>(() => Read("[]")).Message);

    [Fact]
    public void Read_ByteOrderMark_IsSkipped()
    {
        File.WriteAllText(
            Path.Combine(folder.Path, "host.json"), """{ "version": "2.0" }""", System.Text.Encoding.UTF8);

        Assert.Equal("api", HostJson.Read(Path.Combine(folder.Path, "host.json"), Configuration()).RoutePrefix);
    }

    [Fact]
    public void Read_SettingInPercentSigns_IsResolved()
    {
        const string json = """{ "extensions": { "durableTask": { "hubName": "%HUB%" } } }""";

        Assert.Equal("fromSetting", Read(json, ("HUB", "fromSetting")).HubName);
        Assert.Contains("'HUB', which is not set", Assert.Throws<HostConfigurationException>(() => Read(json)).Message);
    }

    [Fact]
    public void Read_ConfigurationOverride_Wins() =>
        Assert.Equal(
            "over",
            Read(
                """{ "extensions": { "http": { "routePrefix": "file" } } }""",
                ("AzureFunctionsJobHost:extensions:http:routePrefix", "over")).RoutePrefix);

    private static IConfiguration Configuration(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build();

    private HostJson Read(string json, params (string Key, string Value)[] values) =>
        HostJson.Read(folder.Write("host.json", json), Configuration(values));
}
