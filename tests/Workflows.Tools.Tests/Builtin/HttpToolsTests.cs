using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Workflows.Contracts.Tools;
using Workflows.Tools.Builtin.Web;
using Workflows.Tools.Tests.Support;

namespace Workflows.Tools.Tests.Builtin;

public sealed class HttpToolsTests
{
    [Fact]
    public async Task Fetch_AllowedHost_GivesTextOfThePage()
    {
        await using var server = await ServeAsync(context => Html(context, "<p>Hello</p><script>x</script>"));
        await using var bench = Bench(server, "127.0.0.1");
        Assert.Equal("Hello", (await bench.CallAsync("http_fetch", new { url = server.Urls.Single() + "/" })).Good().Text);
    }

    [Fact]
    public async Task Fetch_HostThatIsNotListed_IsDenied()
    {
        await using var server = await ServeAsync(context => Html(context, "x"));
        await using var bench = ToolBench.Create(new Dictionary<string, string?> { ["Tools:Http:AllowPrivate"] = "true", ["Tools:Http:Hosts:0"] = "example.com" });
        foreach (var url in new[] { server.Urls.Single(), "http://example.com@127.0.0.1/", "http://notexample.com/", "http://sub.example.com/" })
            Assert.Equal(ToolErrorKind.Denied, (await bench.CallAsync("http_fetch", new { url })).Error);
        Assert.Equal(ToolErrorKind.InvalidArguments, (await bench.CallAsync("http_fetch", new { url = "file:///etc/passwd" })).Error);
    }

    [Fact]
    public async Task Fetch_PrivateAddressOfListedHost_IsDenied()
    {
        await using var server = await ServeAsync(context => Html(context, "internal"));
        var port = new Uri(server.Urls.Single()).Port;
        await using var bench = ToolBench.Create(new Dictionary<string, string?>
        {
            ["Tools:Http:Hosts:0"] = $"localhost:{port}", ["Tools:Http:Hosts:1"] = $"127.0.0.1:{port}",
        });
        foreach (var host in new[] { "localhost", "127.0.0.1", "0177.0.0.1", "2130706433" })
            Assert.Equal(ToolErrorKind.Denied, (await bench.CallAsync("http_fetch", new { url = $"http://{host}:{port}/" })).Error);
    }

    [Fact]
    public async Task Fetch_RedirectToHostThatIsNotListed_IsDenied()
    {
        await using var server = await ServeAsync(context =>
        {
            context.Response.Redirect("http://169.254.169.254/latest/meta-data");
            return Task.CompletedTask;
        });
        await using var bench = Bench(server, "127.0.0.1");
        Assert.Equal(ToolErrorKind.Denied, (await bench.CallAsync("http_fetch", new { url = server.Urls.Single() })).Error);
    }

    [Fact]
    public async Task Fetch_RedirectsWithoutEnd_Fail()
    {
        var hops = 0;
        await using var server = await ServeAsync(context =>
        {
            context.Response.Redirect($"/{Interlocked.Increment(ref hops)}");
            return Task.CompletedTask;
        });
        await using var bench = Bench(server, "127.0.0.1");
        Assert.Equal(ToolErrorKind.Failed, (await bench.CallAsync("http_fetch", new { url = server.Urls.Single() })).Error);
        Assert.Equal(6, hops);
    }

    [Fact]
    public async Task Fetch_BusyServer_IsTriedAgain()
    {
        var calls = 0;
        await using var server = await ServeAsync(context =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref calls) < 3 ? 503 : 200;
            return context.Response.WriteAsync("fine");
        });
        await using var bench = Bench(server, "127.0.0.1");
        Assert.Equal("fine", (await bench.CallAsync("http_fetch", new { url = server.Urls.Single() })).Good().Text);
        Assert.Equal(3, calls);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.31.255.1", true)]
    [InlineData("169.254.169.254", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("64:ff9b::7f00:1", true)]
    [InlineData("2002:7f00:1::", true)]
    [InlineData("8.8.8.8", false)]
    [InlineData("2606:4700::1111", false)]
    public void IsPrivate_Address_IsKnown(string address, bool isPrivate) => Assert.Equal(isPrivate, AddressRules.IsPrivate(IPAddress.Parse(address)));

    private static ToolBench Bench(WebApplication server, string host) => ToolBench.Create(new Dictionary<string, string?>
    {
        ["Tools:Http:AllowPrivate"] = "true", ["Tools:Http:Hosts:0"] = $"{host}:{new Uri(server.Urls.Single()).Port}",
    });

    private static Task Html(HttpContext context, string html)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(html);
    }

    private static async Task<WebApplication> ServeAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }
}
