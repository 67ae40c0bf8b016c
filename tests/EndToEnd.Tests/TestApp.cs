using System.Net;
using System.Text;
using System.Text.Json;

namespace EndToEnd.Tests;

/// <summary>The app with tools of its own (Agents.TestApp) in a process of its own, and a client of its HTTP.</summary>
internal sealed class TestApp : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly HttpClient client;

    private TestApp(WorkflowsProcess process, Uri address)
    {
        Process = process;
        client = new HttpClient { BaseAddress = address, Timeout = Patience };
    }

    public WorkflowsProcess Process { get; }

    public Uri Address => client.BaseAddress!;

    /// <summary>Starts it on a free port and waits until it listens.</summary>
    public static async Task<TestApp> StartAsync(ScratchFolder scratch, IReadOnlyDictionary<string, string> settings)
    {
        const string before = "Listening on ";
        var all = new Dictionary<string, string>(settings) { ["Host__Port"] = "0", ["Host__HubFolder"] = scratch["hub"] };
        var process = WorkflowsProcess.StartProgram("Agents.TestApp.dll", scratch.FullPath, all);
        var line = await process.ErrorAsync(before);
        return new TestApp(process, new Uri(line[(line.IndexOf(before, StringComparison.Ordinal) + before.Length)..].Split(';')[0]));
    }

    /// <summary>Starts a run of a workflow of the catalogue.</summary>
    public Task RunAsync(string workflow, string id, object input) => PostAsync($"/api/workflows/{workflow}?id={id}", input);

    /// <summary>Starts a run of any orchestrator.</summary>
    public Task OrchestrateAsync(string orchestrator, string id, object input) => PostAsync($"/runtime/webhooks/durabletask/orchestrators/{orchestrator}/{id}", input);

    // Names as the objects have them: what goes to an orchestrator past our own API is read with regard to case.
    private async Task PostAsync(string path, object input)
    {
        using var body = new StringContent(JsonSerializer.Serialize(input), Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(path, body);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await client.GetAsync(path);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode} {body}");
        return JsonDocument.Parse(body).RootElement;
    }

    /// <summary>Waits for a run's end.</summary>
    /// <returns>Its output.</returns>
    public async Task<JsonElement> EndAsync(string id)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var run = await GetAsync(DevServer.Instance(id));
            var status = run.GetProperty("runtimeStatus").GetString();
            if (status == "Completed")
                return run.GetProperty("output").Clone();
            Assert.True(status is "Pending" or "Running", run.GetRawText());
            await Task.Delay(50, limit.Token);
        }
    }

    public void Dispose()
    {
        client.Dispose();
        Process.Dispose();
    }
}
