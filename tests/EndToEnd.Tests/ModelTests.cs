using System.Text;
using System.Text.Json;
using Models.TestServer;

namespace EndToEnd.Tests;

/// <summary>A review with a model behind HTTP that misbehaves: the run survives, and the report says what could not be done and what to do.</summary>
public sealed class ModelTests : IDisposable
{
    private static readonly string Key = "test-key-" + "8f2b6c1d9e4a7053";

    /// <summary>An answer in the form that the round asks for.</summary>
    private static ModelReply Fitting(ModelRequest request) => ModelReply.Text(JsonSerializer.Serialize<object>(
        request.Text.Contains("; round: propose", StringComparison.Ordinal)
            ? new { statements = new[] { new { text = "The class counts orders.", severity = "low", citations = new[] { new { file = "A.cs", line = 1 } } } } }
        : request.Text.Contains("; round: challenge", StringComparison.Ordinal) ? new { challenges = Array.Empty<object>() }
        : request.Text.Contains("; round: answer", StringComparison.Ordinal) ? new { answers = Array.Empty<object>(), votes = Array.Empty<object>() }
        : new { headline = "Orders are counted.", entries = Array.Empty<object>() }));

    private readonly ScratchFolder scratch = new();

    public ModelTests() => scratch.Write("good/A.cs", "public sealed class A { public int Orders { get; set; } }\n");

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Review_WithAGoodModel_TakesItsAnswersAndCountsItsTokens()
    {
        await using var model = await ModelServer.StartAsync(Fitting);
        var report = await ReviewAsync(model);

        Assert.Equal("Orders are counted.", report.Root.GetProperty("groups")[0].GetProperty("headline").GetString());
        Assert.Empty(report.Root.GetProperty("notDone").EnumerateArray());
        var use = Assert.Single(report.Root.GetProperty("models").EnumerateArray());
        Assert.Equal(model.Requests.Count, use.GetProperty("calls").GetInt32());
        Assert.Equal(120L * model.Requests.Count, use.GetProperty("inputTokens").GetInt64());
        Assert.All(model.Requests, request => Assert.Equal(Key, request.Key));
    }

    [Fact]
    public async Task Review_WithAWrongKey_ReportsTheCureAndStopsAsking()
    {
        await using var model = await ModelServer.StartAsync(ModelReply.Error(401, "invalid_api_key", $"Incorrect API key provided: {Key}"));
        scratch.Write("good/other/B.cs", "public sealed class B;\n");
        var report = await ReviewAsync(model);

        AssertNotDone(report, "does not accept the key", "key");
        // Two groups begin together, each with two agents; no one asks again. Recovery probes beside that.
        Assert.InRange(model.Requests.Count(request => request.Text.Contains("Group of files", StringComparison.Ordinal)), 1, 4);
    }

    [Fact]
    public async Task Review_Throttled_WaitsAndLosesNothing()
    {
        var asked = 0;
        await using var model = await ModelServer.StartAsync(request => Interlocked.Increment(ref asked) <= 2 ? ModelReply.Throttled(1) : Fitting(request));
        var report = await ReviewAsync(model);

        Assert.Empty(report.Root.GetProperty("notDone").EnumerateArray());
        Assert.Equal(2, Assert.Single(report.Root.GetProperty("models").EnumerateArray()).GetProperty("failed").GetInt32());
    }

    [Fact]
    public async Task Review_WithAModelThatHangsOnce_AsksAgain()
    {
        var asked = 0;
        await using var model = await ModelServer.StartAsync(request => Interlocked.Increment(ref asked) == 1 ? ModelReply.Silence() : Fitting(request));
        var report = await ReviewAsync(model);

        Assert.Empty(report.Root.GetProperty("notDone").EnumerateArray());
        Assert.Equal(1, Assert.Single(report.Root.GetProperty("models").EnumerateArray()).GetProperty("failed").GetInt32());
    }

    [Theory]
    [InlineData("prose")]
    [InlineData("html")]
    [InlineData("not-the-protocol")]
    public async Task Review_WithMalformedAnswers_ReportsThem(string kind)
    {
        var reply = kind switch
        {
            "prose" => ModelReply.Text("I would rather talk about the weather."),
            "html" => new ModelReply((context, _) => Replies.Html()(context)),
            _ => new ModelReply((context, _) => Replies.Json(200, "{\"unexpected\": true}")(context)),
        };
        await using var model = await ModelServer.StartAsync(reply);
        AssertNotDone(await ReviewAsync(model), "", "");
    }

    [Fact]
    public async Task Review_WithAnUnknownModel_ReportsItWithoutTheKeyThatTheServerEchoes()
    {
        await using var model = await ModelServer.StartAsync(ModelReply.Error(404, "model_not_found", $"no such model for key {Key}"));
        AssertNotDone(await ReviewAsync(model), "404", "configuration");
    }

    private static void AssertNotDone(ReviewFile report, string why, string cure)
    {
        var gaps = report.Root.GetProperty("notDone").EnumerateArray().ToList();
        Assert.NotEmpty(gaps);
        Assert.All(gaps, gap =>
        {
            Assert.NotEmpty(gap.GetProperty("what").GetString()!);
            Assert.Contains(why, gap.GetProperty("why").GetString()!, StringComparison.Ordinal);
            Assert.Contains(cure, gap.GetProperty("cure").GetString()!, StringComparison.Ordinal);
        });
    }

    private void AssertNoKeyIn(params string[] folders) =>
        Assert.All(folders.SelectMany(folder => Directory.GetFiles(scratch[folder])), path =>
            Assert.DoesNotContain(Key, Encoding.Latin1.GetString(File.ReadAllBytes(path)), StringComparison.Ordinal));

    private async Task<ReviewFile> ReviewAsync(ModelServer model)
    {
        var settings = new Dictionary<string, string>
        {
            ["Models__Default"] = "served",
            ["Models__Named__served__Provider"] = "openai-compatible",
            ["Models__Named__served__Model"] = "test",
            ["Models__Named__served__Endpoint"] = model.Address + "/v1",
            ["Models__Named__served__ApiKeySetting"] = "SERVED_KEY",
            ["Models__Named__served__TimeoutSeconds"] = "2",
            ["SERVED_KEY"] = Key,
        };
        string[] command = ["run", "review", scratch["good"], "--hub", scratch["hub"], "--out", scratch["out"]];
        (await WorkflowsProcess.RunAsync(scratch.FullPath, settings, command)).Succeeded().DoesNotSay(Key);
        AssertNoKeyIn("hub", "out");
        return ReviewFile.Read(scratch["out"]);
    }
}
