using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Host.Tests.Support;
using Workflows.Testing;

namespace Runtime.Host.Tests.Admin;

public sealed class AdminTests
{
    private readonly CallLog log = new();

    [Fact]
    public async Task Functions_Listed_NameTriggersAndTheirTargets()
    {
        await using var host = await StartAsync();

        using var list = JsonDocument.Parse(await host.Http.GetStringAsync(new Uri("admin/functions", UriKind.Relative)));

        Assert.Equal(["Ask", "Nightly", "Work"], list.RootElement.EnumerateArray().Select(item => item.GetProperty("name").GetString()).Order());
        using var one = JsonDocument.Parse(await host.Http.GetStringAsync(new Uri("admin/functions/nightly", UriKind.Relative)));
        var binding = one.RootElement.GetProperty("config").GetProperty("bindings")[0];
        Assert.Equal("timerTrigger", binding.GetProperty("type").GetString());
        Assert.Equal("0 0 3 * * *", binding.GetProperty("schedule").GetString());
    }

    [Theory]
    [InlineData("Nightly", """{ "input": "" }""", "nightly")]
    [InlineData("Nightly", "", "nightly")]
    [InlineData("Work", """{ "input": "by hand" }""", "work by hand")]
    [InlineData("Work", """{ "input": { "a": 1 } }""", """work { "a": 1 }""")]
    public async Task Function_RunByHand_RunsOnce(string name, string body, string expected)
    {
        await using var host = await StartAsync();

        using var response = await host.Http.PostAsync($"admin/functions/{name}", RunningHost.Json(body));
        await host.RunToIdleAsync();

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal([expected], log.Calls);
    }

    [Theory]
    [InlineData("Ask", HttpStatusCode.BadRequest)]
    [InlineData("Nobody", HttpStatusCode.NotFound)]
    public async Task Function_ThatIsNotRunByHand_IsRefused(string name, HttpStatusCode expected)
    {
        await using var host = await StartAsync();

        using var response = await host.Http.PostAsync($"admin/functions/{name}", RunningHost.Json("{}"));

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Function_SwitchedOff_IsListedAsSuchAndNotRun()
    {
        await using var host = await StartAsync(("AzureWebJobs.Nightly.Disabled", "true"));

        using var list = JsonDocument.Parse(await host.Http.GetStringAsync(new Uri("admin/functions", UriKind.Relative)));
        using var response = await host.Http.PostAsync("admin/functions/Nightly", RunningHost.Json("{}"));
        await host.AdvanceAsync(TimeSpan.FromDays(2));

        var off = list.RootElement.EnumerateArray().ToDictionary(item => item.GetProperty("name").GetString()!, item => item.GetProperty("isDisabled").GetBoolean());
        Assert.Equal((true, false), (off["Nightly"], off["Work"]));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("AzureWebJobs.Nightly.Disabled", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(log.Calls);
    }

    [Fact]
    public async Task Ready_WhenEveryTriggerListens_Says200()
    {
        await using var host = await StartAsync();

        using var ready = await host.Http.GetAsync(new Uri("health/ready", UriKind.Relative));
        using var ping = await host.Http.GetAsync(new Uri("admin/host/ping", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Equal(HttpStatusCode.OK, ping.StatusCode);
    }

    private Task<FunctionsTestHost> StartAsync(params (string Name, string Value)[] settings)
    {
        var options = new FunctionsTestHostOptions();
        foreach (var (name, value) in settings)
            options.Settings[name] = value;
        options.FunctionTypes.Add(typeof(App));
        return FunctionsTestHost.StartAsync(builder => builder.Services.AddSingleton(log), options);
    }

    public sealed class App(CallLog log)
    {
        [Function("Nightly")]
        public void Nightly([TimerTrigger("0 0 3 * * *")] TimerInfo timer) => log.Add("nightly");

        [Function("Work")]
        public void Work([QueueTrigger("work")] string text) => log.Add($"work {text}");

        [Function("Ask")]
        public string Ask([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => "asked";
    }
}
