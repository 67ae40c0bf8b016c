using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Workflows.Contracts.Tools;
using Workflows.Tools.Tests.Support;

namespace Workflows.Tools.Tests.OpenApi;

public sealed class OpenApiTests
{
    private const string Yaml = """
        openapi: 3.1.0
        paths:
          /pets/{id}:
            parameters:
              - { name: id, in: path, required: true, schema: { type: string } }
            get:
              operationId: getPet
              summary: Reads a pet.
              parameters:
                - { name: tag, in: query, schema: { type: array, items: { type: string } } }
            delete: { operationId: deletePet }
          /pets:
            post:
              operationId: addPet
              requestBody:
                required: true
                content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } }
        components:
          schemas:
            Pet:
              type: object
              required: [name]
              properties: { name: { type: string }, parent: { $ref: '#/components/schemas/Pet' } }
        """;

    [Fact]
    public async Task List_Document_OffersItsOperationsByWhatTheyDo()
    {
        await using var bench = Bench("http://127.0.0.1:1/", Yaml);
        var all = await bench.Registry.ListAsync(CancellationToken.None);
        var tools = all.Where(tool => tool.Source == "openapi:shop").ToDictionary(tool => tool.Name, StringComparer.Ordinal);
        Assert.Equal(["shop_addPet", "shop_deletePet", "shop_getPet"], tools.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            (ToolEffect.Write, ToolEffect.Destructive, ToolEffect.ReadOnly),
            (tools["shop_addPet"].Effect, tools["shop_deletePet"].Effect, tools["shop_getPet"].Effect));
    }

    [Fact]
    public async Task Call_WithABodyThatNestsItself_IsCheckedAsFarAsTheSchemaGoes()
    {
        var requests = new ConcurrentQueue<string>();
        await using var server = await ServeAsync(requests);
        await using var bench = Bench(server.Urls.Single() + "/api", Yaml);
        object pet = new { name = "first" };
        for (var generation = 0; generation < 20; generation++)
            pet = new { name = "Rex", parent = pet };

        (await bench.CallApprovedAsync("shop_addPet", new { body = pet })).Good();

        Assert.Contains("first", Assert.Single(requests), StringComparison.Ordinal);
        Assert.Equal(ToolErrorKind.InvalidArguments, (await bench.CallAsync("shop_addPet", new { body = new { name = "Rex", parent = new { } } })).Error);
    }

    [Fact]
    public async Task List_DocumentWhoseSchemasReferToEachOther_IsOfBoundedSize()
    {
        const int schemas = 30;
        var all = string.Join(", ", Enumerable.Range(0, schemas).Select(i => $"p{i}: {{ $ref: '#/components/schemas/S{i}' }}"));
        var document = "openapi: 3.1.0\npaths:\n  /x:\n    post: { operationId: make, requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/S0' } } } } }\n"
            + "components:\n  schemas:\n" + string.Concat(Enumerable.Range(0, schemas).Select(i => $"    S{i}: {{ type: object, properties: {{ {all} }} }}\n"));
        await using var bench = Bench("http://127.0.0.1:1/", document);

        var tool = (await bench.Registry.FindAsync("shop_make", CancellationToken.None))!;

        Assert.InRange(tool.InputSchema.Length, 1_000, 4_000_000);
    }

    [Fact]
    public async Task Call_Operation_PutsArgumentsInTheirPlaces()
    {
        var requests = new ConcurrentQueue<string>();
        await using var server = await ServeAsync(requests);
        await using var bench = Bench(server.Urls.Single() + "/api", Yaml);
        (await bench.CallAsync("shop_getPet", new { id = "a/b ?", tag = new[] { "x", "y&z" } })).Good();
        (await bench.CallApprovedAsync("shop_addPet", new { body = new { name = "Rex" } })).Good();
        Assert.Equal(["GET /api/pets/a%2Fb%20%3F?tag=x&tag=y%26z ", "POST /api/pets {\"name\":\"Rex\"}"], requests);
    }

    [Theory]
    [InlineData("shop_getPet", """{"id":".."}""")]
    [InlineData("shop_getPet", "{}")]
    [InlineData("shop_addPet", """{"body":{"parent":{}}}""")]
    public async Task Call_ArgumentsThatDoNotFit_AreRefused(string tool, string arguments)
    {
        await using var bench = Bench("http://127.0.0.1:1/", Yaml);
        Assert.Equal(ToolErrorKind.InvalidArguments, (await bench.CallApprovedAsync(tool, arguments)).Error);
    }

    [Fact]
    public async Task Call_HostThatIsNotListed_IsDenied()
    {
        await using var bench = Bench("http://127.0.0.1:1/", Yaml, "example.com");
        Assert.Equal(ToolErrorKind.Denied, (await bench.CallAsync("shop_getPet", new { id = "1" })).Error);
    }

    [Fact]
    public async Task List_JsonDocumentThatIsNone_IsAProblem()
    {
        await using var bench = Bench("http://127.0.0.1:1/", """{"swagger":"2.0"}""");
        await bench.Registry.ListAsync(CancellationToken.None);
        Assert.Contains("openapi:shop", Assert.Single(await bench.Registry.ProblemsAsync(CancellationToken.None)), StringComparison.Ordinal);
    }

    private static ToolBench Bench(string address, string document, string? host = null)
    {
        var folder = Directory.CreateTempSubdirectory("tools-").FullName;
        var path = Path.Combine(folder, "shop.yaml");
        File.WriteAllText(path, document);
        var bench = ToolBench.Create(
            new Dictionary<string, string?>
            {
                ["Tools:OpenApi:shop:Document"] = path, ["Tools:OpenApi:shop:BaseUrl"] = address, ["Tools:Http:AllowPrivate"] = "true",
                ["Tools:Http:Hosts:0"] = host ?? $"127.0.0.1:{new Uri(address).Port}",
            },
            folder);
        bench.OwnsFolder = true;
        return bench;
    }

    private static async Task<WebApplication> ServeAsync(ConcurrentQueue<string> requests)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            var target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
            requests.Enqueue($"{context.Request.Method} {target} {body}");
            await context.Response.WriteAsync("{}");
        });
        await app.StartAsync();
        return app;
    }
}
