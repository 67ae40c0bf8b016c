using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Runtime.Host.Tests.Support;

namespace Runtime.Host.Tests.Http;

/// <summary>What pages of other sites may do, and what browsers are told.</summary>
public sealed class BrowserTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Get_Always_HasTheSecurityHeadersAndThoseOfHostJson()
    {
        folder.Write("host.json", """{ "version": "2.0", "extensions": { "http": { "customHeaders": { "X-Team": "one" } } } }""");
        await using var host = await StartAsync(cors: null);

        foreach (var path in (string[])["/api/Page", "/nowhere", "/health/live"])
        {
            var response = await host.Client.GetAsync(path);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
            Assert.Equal("one", response.Headers.GetValues("X-Team").Single());
            Assert.False(response.Headers.Contains("Server"));
        }
    }

    [Theory]
    [InlineData("https://app.example", true)]
    [InlineData("https://other.example", false)]
    [InlineData("null", false)]
    [InlineData("http://app.example", false)]
    public async Task Get_WithOrigin_IsForTheNamedSitesOnly(string origin, bool allowed)
    {
        await using var host = await StartAsync("""{ "CORS": "https://app.example/, https://more.example", "CORSCredentials": true }""");

        var response = await SendAsync(host, HttpMethod.Get, origin);

        Assert.Equal(allowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(allowed ? origin : null, Header(response, "Access-Control-Allow-Origin"));
        Assert.Equal(allowed ? "true" : null, Header(response, "Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task Options_BeforeTheCall_SaysWhatIsAllowed()
    {
        await using var host = await StartAsync("""{ "CORS": "https://app.example" }""");

        var response = await SendAsync(host, HttpMethod.Options, "https://app.example", "POST");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("POST", Header(response, "Access-Control-Allow-Methods"));
        Assert.Equal("https://app.example", Header(response, "Access-Control-Allow-Origin"));
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(host, HttpMethod.Options, "https://other.example", "POST")).StatusCode);
    }

    [Fact]
    public async Task Get_WithStar_IsForEverySite()
    {
        await using var host = await StartAsync("""{ "CORS": "*" }""");

        Assert.Equal("*", Header(await SendAsync(host, HttpMethod.Get, "https://any.example"), "Access-Control-Allow-Origin"));
    }

    private static Task<HttpResponseMessage> SendAsync(RunningHost host, HttpMethod method, string origin, string? asked = null)
    {
        var request = new HttpRequestMessage(method, "/api/Page");
        request.Headers.Add("Origin", origin);
        if (asked is not null)
            request.Headers.Add("Access-Control-Request-Method", asked);
        return host.Client.SendAsync(request);
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    private Task<RunningHost> StartAsync(string? cors)
    {
        if (cors is not null)
            folder.Write("local.settings.json", $$"""{ "Host": {{cors}} }""");
        return RunningHost.StartDurableAsync(folder, _ => { }, typeof(Functions));
    }

    public static class Functions
    {
        [Function("Page")]
        public static string Page([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => "page";
    }
}
