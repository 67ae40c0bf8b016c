using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Models.TestServer;

namespace EndToEnd.Tests;

/// <summary>The app started by itself, as <c>dotnet run --project src/Workflows.Functions</c> does: its Program.cs and nothing else.</summary>
public sealed class AppProcessTests : IDisposable
{
    private const string App = "Workflows.Functions.dll";

    private readonly ScratchFolder scratch = new();

    public AppProcessTests() => scratch.Write("good/A.cs", "public sealed class A;\n");

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Start_WithManyWrongSettings_SaysAllOfThemAndEndsWith6()
    {
        scratch.Write("host.json", """{ "version": "1.0", "functionTimeout": "soon", "extensions": { "durableTask": { "versionMatchStrategy": "Newest" } } }""");
        scratch.Write("local.settings.json", """{ "Host": { "LocalHttpPort": "many", "CORS": "nonsense" } }""");
        var settings = Settings();
        settings.Remove("Host__Port");

        (await EndAsync(settings)).Refused(6, "version is '1.0'", "functionTimeout is 'soon'", "versionMatchStrategy is 'Newest'", "'many'", "'nonsense'");
    }

    [Fact]
    public async Task Start_WithUnreadableFiles_NamesThemAllAndEndsWith6()
    {
        scratch.Write("host.json", "{ \"version\": ");
        scratch.Write("local.settings.json", "[]");

        (await EndAsync(Settings())).Refused(6, "host.json", "line 1", "local.settings.json");
    }

    [Fact]
    public async Task Start_WithWrongOptionsOfTheApp_EndsWith6()
    {
        var settings = Settings();
        settings["Models__Default"] = "no-such:model";

        (await EndAsync(settings)).Refused(6, "Models");
    }

    [Fact]
    public async Task Start_OnTakenPort_EndsWith5()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var settings = Settings();
        settings["Host__Port"] = $"{((IPEndPoint)taken.LocalEndpoint).Port}";

        (await EndAsync(settings)).Refused(5, "--port");
    }

    [Fact]
    public async Task Start_OnDamagedHub_EndsWith4()
    {
        scratch.Write("hub/Workflows.db", new byte[8192]);

        (await EndAsync(Settings())).Refused(4, "Workflows.db");
    }

    [Fact]
    public async Task Start_InProduction_MakesKeysOnceAndAsksForThem()
    {
        var settings = Settings();
        settings["AZURE_FUNCTIONS_ENVIRONMENT"] = "Production";
        string master;
        using (var app = WorkflowsProcess.StartProgram(App, scratch.FullPath, settings))
        {
            using var client = await ClientAsync(app);
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/admin/host/status")).StatusCode);
            var line = app.Error.Split('\n').Single(text => text.Contains("_master", StringComparison.Ordinal));
            master = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2];
            client.DefaultRequestHeaders.Add("x-functions-key", master);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/admin/host/status")).StatusCode);
            await app.SignalAsync("TERM");
            Assert.Equal(0, await app.ExitAsync());
        }

        using var again = WorkflowsProcess.StartProgram(App, scratch.FullPath, settings);
        using var second = await ClientAsync(again);
        Assert.DoesNotContain("_master", again.Output + again.Error, StringComparison.Ordinal);
        second.DefaultRequestHeaders.Add("x-functions-key", master);
        Assert.Equal(HttpStatusCode.OK, (await second.GetAsync("/admin/host/status")).StatusCode);

        var listed = (await WorkflowsProcess.RunAsync(scratch.FullPath, "keys", "list", "--hub", scratch["hub"])).Succeeded();
        Assert.Contains("_master", listed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(master, listed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_CreateRotateRevoke_ShowsValuesOnceAndKeepsTheRest()
    {
        var made = (await KeysAsync("create", "partner", "--function", "StartWorkflow")).Succeeded();
        Assert.Contains("partner", made.Output, StringComparison.Ordinal);
        Assert.Contains("_master", made.Output, StringComparison.Ordinal);
        var rotated = (await KeysAsync("rotate", "_master", "--scope", "master")).Succeeded();
        Assert.DoesNotContain("partner", rotated.Output, StringComparison.Ordinal);
        (await KeysAsync("create", "partner", "--function", "StartWorkflow")).Refused(2, "already");
        (await KeysAsync("revoke", "_master", "--scope", "master")).Refused(2, "rotated");
        (await KeysAsync("revoke", "partner", "--function", "StartWorkflow")).Succeeded();
        (await KeysAsync("rotate", "partner", "--function", "StartWorkflow")).Refused(2, "no function key 'partner'");
    }

    [Fact]
    public async Task Stop_WithACtrlCWhileARequestRuns_WaitsForItAndEndsWith0()
    {
        await using var model = await ModelServer.StartAsync(Replies.Silent());
        using var app = WorkflowsProcess.StartProgram(App, scratch.FullPath, Waiting(model));
        using var client = await ClientAsync(app);
        var id = await StartRunAsync(client, model);
        // Waits for the run's end, which does not come: a request that is running when the stop begins.
        var request = client.PostAsync($"/runtime/webhooks/durabletask/instances/{id}/restart?restartWithNewInstanceId=true&timeout=4&pollingInterval=1", content: null);
        await RestartedAsync(client);
        await app.SignalAsync("INT");

        Assert.Equal(HttpStatusCode.Accepted, (await request).StatusCode);
        Assert.Equal(0, await app.ExitAsync());
        Assert.True(!app.Error.Contains("   at ", StringComparison.Ordinal), app.Error);
    }

    [Fact]
    public async Task Stop_WithASecondCtrlC_EndsAtOnceWith130AndLosesNothing()
    {
        await using var model = await ModelServer.StartAsync(Replies.Silent());
        string id;
        using (var app = WorkflowsProcess.StartProgram(App, scratch.FullPath, Waiting(model)))
        {
            using var client = await ClientAsync(app);
            id = await StartRunAsync(client, model);
            var request = client.PostAsync($"/runtime/webhooks/durabletask/instances/{id}/restart?timeout=300&pollingInterval=1", content: null);
            await RestartedAsync(client);
            await app.SignalAsync("INT");
            await app.ErrorAsync("second Ctrl+C");
            await app.SignalAsync("INT");
            Assert.Equal(130, await app.ExitAsync());
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => request);
        }

        using var again = WorkflowsProcess.StartProgram(App, scratch.FullPath, Settings());
        using var second = await ClientAsync(again);
        Assert.NotEqual(HttpStatusCode.NotFound, (await second.GetAsync(DevServer.Instance(id))).StatusCode);
    }

    private static async Task<string> StartRunAsync(HttpClient client, ModelServer model)
    {
        const string id = "stopped";
        using var body = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.Accepted, (await client.PostAsync($"/api/workflows/review?id={id}", body)).StatusCode);
        await model.ArrivalAsync();
        return id;
    }

    /// <summary>Waits until the request to restart has made its run, and so is running itself.</summary>
    private static async Task RestartedAsync(HttpClient client)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            using var list = JsonDocument.Parse(await client.GetStringAsync("/runtime/webhooks/durabletask/instances", limit.Token));
            if (list.RootElement.GetArrayLength() > 1)
                return;
            await Task.Delay(20, limit.Token);
        }
    }

    private static async Task<HttpClient> ClientAsync(WorkflowsProcess app)
    {
        const string before = "Listening on ";
        var line = await app.ErrorAsync(before);
        var address = line[(line.IndexOf(before, StringComparison.Ordinal) + before.Length)..].Split(';')[0];
        return new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(2) };
    }

    private Dictionary<string, string> Settings() => new() { ["Host__Port"] = "0", ["Host__HubFolder"] = scratch["hub"] };

    private Dictionary<string, string> Waiting(ModelServer model)
    {
        var settings = Settings();
        settings["Models__Default"] = $"compatible:test@{model.Address}/v1";
        return settings;
    }

    private Task<Ending> KeysAsync(params string[] arguments) =>
        WorkflowsProcess.RunAsync(scratch.FullPath, ["keys", .. arguments, "--hub", scratch["hub"]]);

    private async Task<Ending> EndAsync(Dictionary<string, string> settings)
    {
        using var app = WorkflowsProcess.StartProgram(App, scratch.FullPath, settings);
        return await app.EndingAsync();
    }
}
