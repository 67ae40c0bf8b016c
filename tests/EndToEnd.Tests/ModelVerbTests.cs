using System.Text.Json;
using Models.LocalServer;
using Models.TestServer;

namespace EndToEnd.Tests;

/// <summary><c>workflows models</c> in a process of its own.</summary>
public sealed class ModelVerbTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task List_AsJson_TellsWhatIsConfigured()
    {
        var settings = Served("http://127.0.0.1:9", ("Region", "eu"), ("Capabilities", "tools,json,vision"), ("ContextTokens", "32000"), ("Fallback", "extractive"));

        using var list = JsonDocument.Parse((await VerbAsync(settings, "list", "--json")).Succeeded().Output);

        Assert.Equal("served", list.RootElement.GetProperty("default").GetString());
        var models = list.RootElement.GetProperty("models").EnumerateArray().ToDictionary(
            model => model.GetProperty("info").GetProperty("name").GetString()!, StringComparer.Ordinal);
        var info = models["served"].GetProperty("info");
        Assert.Equal("openai-compatible", info.GetProperty("provider").GetString());
        Assert.Equal(["json", "tools", "vision"], info.GetProperty("capabilities").EnumerateArray().Select(word => word.GetString()!));
        Assert.Equal((32000, "eu", "extractive"), (info.GetProperty("contextTokens").GetInt32(), info.GetProperty("region").GetString(), info.GetProperty("fallback").GetString()));
        Assert.Equal(2.5m, info.GetProperty("inputPricePerMillion").GetDecimal());
        Assert.Equal(JsonValueKind.Null, models["served"].GetProperty("problem").ValueKind);
        Assert.Equal(2, models.Count);
    }

    [Fact]
    public async Task Bench_BuiltInModel_IsProfiledAndRemembered()
    {
        using var report = JsonDocument.Parse((await VerbAsync([], "bench", "--json")).Succeeded().Output);

        var model = Assert.Single(report.RootElement.GetProperty("models").EnumerateArray());
        Assert.Equal(("extractive", 24, 24), (model.GetProperty("model").GetString(), model.GetProperty("calls").GetInt32(), model.GetProperty("answered").GetInt32()));
        Assert.Equal(0m, model.GetProperty("usd").GetDecimal());
        Assert.InRange(model.GetProperty("accuracyByKind").GetProperty("find").GetDouble(), 0.6, 1);         // what it is made for
        Assert.InRange(model.GetProperty("accuracy").GetDouble(), 0.05, 0.8);                                // and not for all of it
        Assert.True(model.GetProperty("p95Ms").GetInt64() >= model.GetProperty("p50Ms").GetInt64());
        Assert.NotEqual(JsonValueKind.Null, model.GetProperty("firstTokenP50Ms").ValueKind);

        using var list = JsonDocument.Parse((await VerbAsync([], "list", "--json")).Succeeded().Output);
        var measured = Assert.Single(list.RootElement.GetProperty("models").EnumerateArray()).GetProperty("measured").EnumerateArray().ToList();
        Assert.Equal(24, measured.Sum(kind => kind.GetProperty("calls").GetDouble()));
        Assert.All(measured, kind => Assert.StartsWith("bench.", kind.GetProperty("task").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bench_ServerWithOpenAIsProtocol_IsGradedPricedAndBounded()
    {
        var (inFlight, most) = (0, 0);
        await using var server = await ModelServer.StartAsync(async (context, request) =>
        {
            var now = Interlocked.Increment(ref inFlight);
            InterlockedMax(ref most, now);
            await ModelReply.Text(request.Text.Contains("17:25", StringComparison.Ordinal) ? "no" : "It arrives at 17:25.").ServeAsync(context, request);
            Interlocked.Decrement(ref inFlight);
        });
        scratch.Write("tasks.json", """
            [{"id":"t1","kind":"trains","question":"It leaves at 14:50 and takes 2 hours and 35 minutes. When does it arrive?","expect":{"contains":["17:25"]}},
             {"id":"t2","kind":"colours","question":"What colour is the sea?","expect":{"contains":["blue"]}}]
            """);

        var ending = await VerbAsync(Served(server.Address), "bench", "served", "--tasks", scratch["tasks.json"], "--calls", "10", "--in-flight", "2", "--json");

        using var report = JsonDocument.Parse(ending.Succeeded().Output);
        var model = Assert.Single(report.RootElement.GetProperty("models").EnumerateArray());
        Assert.Equal(10, server.Requests.Count);
        Assert.InRange(most, 1, 2);
        Assert.Equal(0.5, model.GetProperty("accuracy").GetDouble());
        Assert.Equal((1.0, 0.0), (model.GetProperty("accuracyByKind").GetProperty("trains").GetDouble(), model.GetProperty("accuracyByKind").GetProperty("colours").GetDouble()));
        Assert.Equal(10 * 0.0006m, model.GetProperty("usd").GetDecimal());
        Assert.Equal(300, model.GetProperty("outputTokens").GetInt64());
    }

    [Fact]
    public async Task Bench_BudgetIsUsedUp_StopsAndSaysSo()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("x"));
        var settings = Served(server.Address);
        settings["Budgets__small__Per"] = "run";
        settings["Budgets__small__Calls"] = "3";

        var ending = await VerbAsync(settings, "bench", "served", "--in-flight", "1", "--json");

        Assert.Equal(1, ending.ExitCode);
        using var report = JsonDocument.Parse(ending.Output);
        Assert.Contains("small", Assert.Single(report.RootElement.GetProperty("models").EnumerateArray()).GetProperty("stopped").GetString(), StringComparison.Ordinal);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task Bench_ModelWithARejectedKey_IsGivenUpAndListedAsOut()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Error(401));
        var settings = Served(server.Address);

        var ending = await VerbAsync(settings, "bench", "served", "extractive", "--in-flight", "1", "--json");

        Assert.Equal(1, ending.ExitCode);
        using var report = JsonDocument.Parse(ending.Output);
        var models = report.RootElement.GetProperty("models").EnumerateArray().ToDictionary(model => model.GetProperty("model").GetString()!, StringComparer.Ordinal);
        Assert.Equal(3, models["served"].GetProperty("calls").GetInt32());
        Assert.Equal(24, models["extractive"].GetProperty("answered").GetInt32());
        using var list = JsonDocument.Parse((await VerbAsync(settings, "list", "--json")).Succeeded().Output);
        Assert.Contains(list.RootElement.GetProperty("models").EnumerateArray(), model =>
            model.GetProperty("problem").GetString()?.StartsWith("quarantined", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Bench_LocalService_IsStartedMeasuredAndEnded()
    {
        using var place = new LocalServerPlace("m");
        var settings = place.Settings("m").ToDictionary(one => one.Key.Replace(":", "__", StringComparison.Ordinal), one => one.Value!);

        using var report = JsonDocument.Parse((await VerbAsync(settings, "bench", "m", "--calls", "3", "--json")).Succeeded().Output);

        Assert.Equal(3, Assert.Single(report.RootElement.GetProperty("models").EnumerateArray()).GetProperty("answered").GetInt32());
        await LocalServerPlace.EndAsync(Assert.Single(place.Starts));
    }

    [Theory]
    [InlineData(2, "bench", "nobody")]
    [InlineData(2, "bench", "--calls", "0")]
    [InlineData(2, "bench", "--in-flight", "65")]
    [InlineData(3, "bench", "--tasks", "nowhere.json")]
    [InlineData(3, "bench", "--tasks", "bad.json")]
    public async Task Bench_WrongUse_HasItsExitCode(int exitCode, params string[] arguments)
    {
        scratch.Write("bad.json", """[{"id":"a","kind":"x","question":"?","expect":{}}]""");

        var ending = await VerbAsync([], arguments);

        Assert.Equal(exitCode, ending.ExitCode);
        Assert.NotEmpty(ending.Error);
    }

    private static void InterlockedMax(ref int most, int now)
    {
        for (var seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, now, seen);
    }

    private static Dictionary<string, string> Served(string address, params (string Name, string Value)[] more)
    {
        const string path = "Models__Named__served__";
        var settings = new Dictionary<string, string>
        {
            ["Models__Default"] = "served", [path + "Provider"] = "openai-compatible", [path + "Model"] = "test", [path + "Endpoint"] = address + "/v1",
            [path + "InputPricePerMillion"] = "2.5", [path + "OutputPricePerMillion"] = "10",
        };
        foreach (var (name, value) in more)
            settings[path + name] = value;
        return settings;
    }

    private Task<Ending> VerbAsync(Dictionary<string, string> settings, params string[] arguments) =>
        WorkflowsProcess.RunAsync(scratch.FullPath, settings, ["models", .. arguments]);
}
