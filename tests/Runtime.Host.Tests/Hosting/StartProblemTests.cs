using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Host.Hosting;
using Runtime.Host.Tests.Support;
using Workflows.Runtime;

namespace Runtime.Host.Tests.Hosting;

public sealed class StartProblemTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Build_WrongSettingsFunctionsAndOptions_SaysAllAtOnce()
    {
        folder.Write("host.json", """{ "version": "1.0", "functionTimeout": "soon" }""");
        folder.Write("local.settings.json", """{ "Host": { "CORS": "nonsense", "LocalHttpPort": "many" } }""");
        var builder = RunningHost.Builder(folder, typeof(Broken));
        builder.LocalHost.Port = null;
        builder.Services.AddOptions<AppOptions>().Configure(app => app.Size = 0).ValidateDataAnnotations().ValidateOnStart();

        var message = Assert.Throws<HostConfigurationException>(builder.Build).Message;

        string[] expected = ["version is '1.0'", "functionTimeout is 'soon'", "'nonsense'", "The port is 'many'", "no parameter has a trigger", "%ROUTE%", "'ROUTE'", "Size"];
        Assert.All(expected, text => Assert.Contains(text, message));
    }

    [Fact]
    public void CreateBuilder_SeveralUnreadableFiles_NamesThemAll()
    {
        folder.Write("host.json", "{");
        folder.Write("local.settings.json", "[]");
        folder.Write("appsettings.json", "nothing");

        var message = Assert.Throws<HostConfigurationException>(() => RunningHost.Builder(folder, typeof(Fine))).Message;

        Assert.All(["host.json", "local.settings.json", "appsettings.json"], name => Assert.Contains(name, message));
    }

    [Fact]
    public async Task Start_FunctionsThatSettingsSwitchOff_AreNotThere()
    {
        folder.Write("host.json", """{ "version": "2.0", "functions": [ "One", "Two" ] }""");
        folder.Write("local.settings.json", """{ "Values": { "AzureWebJobs.Two.Disabled": "true", "ROUTE": "from/settings" } }""");
        await using var host = await RunningHost.StartDurableAsync(folder, _ => { }, typeof(Fine));

        Assert.Equal("one", await host.Client.GetStringAsync("/api/from/settings/one"));
        Assert.Equal(404, (int)(await host.Client.GetAsync("/api/two")).StatusCode);
        Assert.Equal(404, (int)(await host.Client.GetAsync("/api/three")).StatusCode);
    }

    [Fact]
    public void Build_FunctionsNamesNone_IsRefused()
    {
        folder.Write("host.json", """{ "version": "2.0", "functions": [ "Onne" ] }""");
        folder.Write("local.settings.json", """{ "Values": { "ROUTE": "r" } }""");

        Assert.Contains("'Onne'", Assert.Throws<FunctionDiscoveryException>(RunningHost.Builder(folder, typeof(Fine)).Build).Message);
    }

    [Fact]
    public void Explain_WhatStopsAStart_HasACodeAndOthersHaveNone()
    {
        Assert.Equal(6, HostExit.Explain(new HostConfigurationException("x"))!.Value.Code);
        Assert.Equal(6, HostExit.Explain(new AggregateException(new FunctionDiscoveryException(["a"]), new HostConfigurationException("b")))!.Value.Code);
        Assert.Equal(5, HostExit.Explain(new PortInUseException("127.0.0.1", 1))!.Value.Code);
        Assert.Null(HostExit.Explain(new InvalidOperationException()));
        Assert.Null(HostExit.Explain(new AggregateException(new InvalidOperationException(), new HostConfigurationException("b"))));
    }

    public sealed class AppOptions
    {
        [Range(1, 10)]
        public int Size { get; set; }
    }

    public static class Broken
    {
        [Function("NoTrigger")]
        public static void Run(string input)
        {
        }

        [Function("NoSetting")]
        public static string Route([HttpTrigger("get", Route = "%ROUTE%/x")] HttpRequest request) => "";
    }

    public static class Fine
    {
        [Function("One")]
        public static string One([HttpTrigger("get", Route = "%ROUTE%/one")] HttpRequest request) => "one";

        [Function("Two")]
        public static string Two([HttpTrigger("get")] HttpRequest request) => "two";

        [Function("Three")]
        public static string Three([HttpTrigger("get")] HttpRequest request) => "three";
    }
}
