using System.Net;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Host.Tests.Support;
using Workflows.Storage;
using Workflows.Testing;

namespace Runtime.Host.Tests.Outputs;

public sealed class OutputTests
{
    private readonly CallLog log = new();

    [Fact]
    public async Task Result_WithPropertiesForQueueAndBlob_GoesThereAndAnswers()
    {
        await using var host = await StartAsync();

        using var response = await host.Http.PostAsync("api/orders/acme", new StringContent("paper"));
        await host.RunToIdleAsync();

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("accepted", await response.Content.ReadAsStringAsync());
        Assert.Equal(["one", "two"], log.Calls.Order(StringComparer.Ordinal));
        Assert.Equal("""{"Tenant":"acme","What":"paper"}""", await ReadAsync(host, "orders", "acme/order.json"));
    }

    [Fact]
    public async Task Result_AsAWhole_GoesToTheQueueAndTheAnswerIsEmpty()
    {
        await using var host = await StartAsync();

        using var response = await host.Http.GetAsync(new Uri("api/enqueue", UriKind.Relative));
        await host.RunToIdleAsync();

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(["hello"], log.Calls);
    }

    [Fact]
    public async Task Input_NamedByTheMessage_IsReadAndTheResultStored()
    {
        await using var host = await StartAsync();
        await host.UploadAsync("sources/a.txt", "content");

        await host.SendAsync("copy", """{ "file": "a.txt" }""");
        await host.SendAsync("copy", """{ "file": "missing.txt" }""");

        Assert.Equal("content!", await ReadAsync(host, "copies", "a.txt"));
        Assert.Equal("missing", await ReadAsync(host, "copies", "missing.txt"));
    }

    private static async Task<string> ReadAsync(FunctionsTestHost host, string container, string blob)
    {
        await using var content = await (await host.StorageAsync()).Container(container).OpenReadAsync(blob);
        using var reader = new StreamReader(content.Stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    private Task<FunctionsTestHost> StartAsync()
    {
        var options = new FunctionsTestHostOptions();
        options.FunctionTypes.Add(typeof(App));
        return FunctionsTestHost.StartAsync(builder => builder.Services.AddSingleton(log), options);
    }

    public sealed class OrderResult
    {
        public HttpResponseData? Response { get; set; }

        [QueueOutput("lines")]
        public string[] Lines { get; set; } = [];

        [BlobOutput("orders/{tenant}/order.json")]
        public object? Stored { get; set; }

        [QueueOutput("never")]
        public string? Nothing { get; set; }
    }

    public sealed record Copy(string File);

    public sealed class App(CallLog log)
    {
        [Function("Order")]
        public async Task<OrderResult> Order(
            [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "orders/{tenant}")] HttpRequestData request, string tenant)
        {
            var response = request.CreateResponse(HttpStatusCode.Accepted);
            await response.WriteStringAsync("accepted");
            var what = await request.ReadAsStringAsync();
            return new OrderResult { Response = response, Lines = ["one", "two"], Stored = new { Tenant = tenant, What = what } };
        }

        [Function("Lines")]
        public void Lines([QueueTrigger("lines")] string line) => log.Add(line);

        [Function("Enqueue"), QueueOutput("lines")]
        public string Enqueue([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequestData request) => "hello";

        [Function("Copy"), BlobOutput("copies/{file}")]
        public string Copy([QueueTrigger("copy")] Copy copy, [BlobInput("sources/{file}")] string? content) => content is null ? "missing" : content + "!";
    }
}
