using System.Net;
using System.Text;
using System.Text.Json;

namespace EndToEnd.Tests;

/// <summary><c>workflows dev</c> in a process of its own, and a client of its HTTP.</summary>
internal sealed class DevServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly WorkflowsProcess process;
    private readonly HttpClient client;

    private DevServer(WorkflowsProcess process, Uri address)
    {
        this.process = process;
        client = new HttpClient { BaseAddress = address, Timeout = Patience };
    }

    public WorkflowsProcess Process => process;

    public Uri Address => client.BaseAddress!;

    /// <summary>Starts on a free port and waits until it is ready.</summary>
    public static async Task<DevServer> StartAsync(ScratchFolder scratch, IReadOnlyDictionary<string, string>? settings = null, int port = 0)
    {
        var process = WorkflowsProcess.Start(scratch.FullPath, settings ?? new Dictionary<string, string>(), "dev", "--port", $"{port}", "--hub", scratch["hub"]);
        var line = await process.LineAsync("ready on ");
        return new DevServer(process, new Uri(line[(line.IndexOf("ready on ", StringComparison.Ordinal) + "ready on ".Length)..].Trim()));
    }

    public static string Folder(string path) => JsonSerializer.Serialize(new { folder = path });

    public async Task<DevAnswer> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request);
        return new DevAnswer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Location, response.Headers.RetryAfter?.Delta);
    }

    public Task<DevAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<DevAnswer> PostAsync(string path, string? body = null) => SendAsync(HttpMethod.Post, path, body);

    /// <summary>Starts a review.</summary>
    public Task<DevAnswer> ReviewAsync(string id, string body) => PostAsync($"/api/workflows/review?id={id}", body);

    public Task<DevAnswer> StatusAsync(string id) => GetAsync(Instance(id));

    public static string Instance(string id, string verb = "") => $"/runtime/webhooks/durabletask/instances/{id}{verb}";

    /// <summary>Asks until the run has one of the statuses.</summary>
    public async Task<DevAnswer> WaitAsync(string id, params string[] statuses)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var answer = await StatusAsync(id);
            if (answer.Status is HttpStatusCode.OK or HttpStatusCode.Accepted && statuses.Contains(answer.RunStatus, StringComparer.Ordinal))
                return answer;
            await Task.Delay(50, limit.Token);
        }
    }

    public void Dispose()
    {
        client.Dispose();
        process.Dispose();
    }
}

/// <summary>What came back.</summary>
internal sealed record DevAnswer(HttpStatusCode Status, string Body, Uri? Location, TimeSpan? RetryAfter)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string RunStatus => Json.GetProperty("runtimeStatus").GetString()!;

    /// <summary>It is a problem with that status whose detail holds each text, and no stack trace.</summary>
    public void IsProblem(HttpStatusCode status, params string[] texts)
    {
        Assert.True(Status == status, $"{Status}: {Body}");
        Assert.Equal((int)status, Json.GetProperty("status").GetInt32());
        foreach (var text in texts)
            Assert.Contains(text, Json.GetProperty("detail").GetString()!, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", Body, StringComparison.Ordinal);
    }
}
