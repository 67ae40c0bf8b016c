using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Models.TestServer;
using Workflows.Activities.Models;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Tests.Models;

/// <summary>A server that echoes the key wherever it can, and a user who pastes it wherever it does not belong.</summary>
public sealed class KeySecrecyTests
{
    public static readonly TheoryData<string> Providers = ["openai", "azure-openai", "openai-compatible", "anthropic"];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Ask_ServerEchoesKey_NoOutcomeOrLogHoldsIt(string provider)
    {
        var statuses = new Queue<int>([400, 401, 403, 404, 413, 422, 429, 500, 503, 302]);
        var count = statuses.Count;
        await using var server = await ModelServer.StartAsync(async (context, request) =>
        {
            context.Response.Headers["x-echo"] = request.Key;
            await Replies.Error(provider, statuses.Dequeue(), "error_" + request.Key, "Your key is " + request.Key)(context);
        });
        await using var models = TestModels.At(server, provider);

        for (var call = 0; call < count; call++)
            AssertNoKey(JsonSerializer.Serialize(await models.AskAsync()));

        Assert.All(server.Requests, request => Assert.Equal(TestModels.Key, request.Key));
        Assert.NotEmpty(models.LogLines);
        Assert.All(models.LogLines, AssertNoKey);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Ask_MalformedAnswerEchoesKey_ExcerptAndTypeDoNot(string provider)
    {
        var plain = await ModelServer.StartAsync((context, request) => Replies.Text(provider, "Not JSON, but: " + request.Key)(context));
        var typed = await ModelServer.StartAsync(async (context, request) =>
        {
            context.Response.ContentType = "text/" + request.Key;
            await context.Response.WriteAsync(request.Key);
        });
        foreach (var server in new[] { plain, typed })
        {
            await using var models = TestModels.At(server, provider);
            var call = new ModelCall("", "x") { Schema = new AnswerSchema("s", """{"type":"object"}""") };

            AssertNoKey(JsonSerializer.Serialize<ModelOutcome>(Assert.IsType<Malformed>(await models.AskAsync(call))));
            Assert.All(models.LogLines, AssertNoKey);
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Print_ModelsAndOptions_ShowNoKey()
    {
        await using var models = new TestModels(TestModels.Settings("openai", "http://127.0.0.1:9"));
        var clients = models.Services.GetRequiredService<ModelClients>();

        AssertNoKey(clients.Default.Model.ToString());
        AssertNoKey(JsonSerializer.Serialize(models.Gateway.Models));
        AssertNoKey(JsonSerializer.Serialize(clients.Default.Model.Key));
    }

    [Fact]
    public void Start_KeyPastedIntoEverySetting_ErrorsDoNotQuoteIt()
    {
        foreach (var place in new[] { "Provider", "Model", "Endpoint", "ApiKeySetting", "ApiKey", "TimeoutSeconds" })
        {
            var errors = OptionsTests.Errors(TestModels.Settings("openai", "http://127.0.0.1:9", (place, TestModels.Key)));
            Assert.NotEmpty(errors);
            Assert.All(errors, AssertNoKey);
        }

        Assert.All(OptionsTests.Errors(new() { ["Models:Default"] = TestModels.Key }), AssertNoKey);
        var asModel = OptionsTests.Errors(new() { ["Models:Default"] = "compatible:" + TestModels.Key + "@http://127.0.0.1:9/v1" });
        AssertNoKey(Assert.Single(asModel));
        Assert.All(OptionsTests.Errors(new() { ["Models:Named:a"] = TestModels.Key }), AssertNoKey);
        Assert.All(OptionsTests.Errors(new() { ["Models:Default"] = $"compatible:a@http://u:{TestModels.Key}@h/v1" }), AssertNoKey);
        var asSetting = TestModels.Settings("openai", "http://127.0.0.1:9", ("ApiKeySetting", "gsk_" + TestModels.Key[8..]));
        AssertNoKey(Assert.Single(OptionsTests.Errors(asSetting)));
    }

    private static void AssertNoKey(string text)
    {
        Assert.DoesNotContain(TestModels.Key, text, StringComparison.Ordinal);
        Assert.DoesNotContain(TestModels.Key[8..], text, StringComparison.Ordinal);
    }
}
