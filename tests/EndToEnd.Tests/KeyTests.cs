using System.Net;

namespace EndToEnd.Tests;

/// <summary>Keys as an operator meets them: shown once by <c>workflows dev</c>, renewed by <c>workflows keys</c> while it runs.</summary>
public sealed class KeyTests : IDisposable
{
    private const string Header = "x-functions-key";
    private static readonly TimeSpan TakenUpWithin = TimeSpan.FromMinutes(1);

    private readonly ScratchFolder scratch = new();

    public KeyTests() => scratch.Write("good/A.cs", "public sealed class A;\n");

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Rotate_WhileTheHostRuns_OpensWithTheNewKeyOnly()
    {
        using var dev = await DevServer.StartAsync(scratch, new Dictionary<string, string> { ["Host__RequireKeys"] = "true" });
        var old = Value(await dev.Process.ErrorAsync("default"));
        var master = Value(await dev.Process.ErrorAsync("_master"));
        Assert.Contains(Header, await dev.Process.LineAsync("start one"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, await StartAsync(dev, key: null));
        Assert.Equal(HttpStatusCode.Accepted, await StartAsync(dev, old));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(dev, HttpMethod.Get, "/admin/host/status", old));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(dev, HttpMethod.Get, "/admin/host/status", master));

        var rotated = await KeysAsync("rotate", "default");

        Assert.Equal(0, rotated.ExitCode);
        var renewed = Value(rotated.Output.Split('\n').First(line => line.Contains("default", StringComparison.Ordinal)));
        Assert.NotEqual(old, renewed);
        using var limit = new CancellationTokenSource(TakenUpWithin);
        while (await StartAsync(dev, old) != HttpStatusCode.Unauthorized)
            await Task.Delay(100, limit.Token);
        Assert.Equal(HttpStatusCode.Accepted, await StartAsync(dev, renewed));
        var kept = await File.ReadAllTextAsync(scratch["hub/keys.json"]);
        Assert.All([old, renewed, master], value => Assert.DoesNotContain(value, kept, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keys_OfOneFunction_OpenThatFunctionUntilRevoked()
    {
        using var dev = await DevServer.StartAsync(scratch, new Dictionary<string, string> { ["Host__RequireKeys"] = "true" });
        var made = await KeysAsync("create", "partner", "--function", "StartWorkflow");
        Assert.Equal(0, made.ExitCode);
        var key = Value(made.Output.Split('\n').First(line => line.Contains("partner", StringComparison.Ordinal)));

        using var limit = new CancellationTokenSource(TakenUpWithin);
        while (await StartAsync(dev, key) != HttpStatusCode.Accepted)
            await Task.Delay(100, limit.Token);
        Assert.NotEqual(HttpStatusCode.OK, await AskAsync(dev, HttpMethod.Get, "/runtime/webhooks/durabletask/instances", key));

        Assert.Equal(0, (await KeysAsync("revoke", "partner", "--function", "StartWorkflow")).ExitCode);
        while (await StartAsync(dev, key) != HttpStatusCode.Unauthorized)
            await Task.Delay(100, limit.Token);
        (await KeysAsync("revoke", "partner", "--function", "StartWorkflow")).Refused(2, "partner");
    }

    private Task<Ending> KeysAsync(params string[] arguments) =>
        WorkflowsProcess.RunAsync(scratch.FullPath, ["keys", .. arguments, "--hub", scratch["hub"]]);

    private Task<HttpStatusCode> StartAsync(DevServer dev, string? key) =>
        AskAsync(dev, HttpMethod.Post, "/api/workflows/review", key, DevServer.Folder(scratch["good"]));

    private static async Task<HttpStatusCode> AskAsync(DevServer dev, HttpMethod method, string path, string? key, string? body = null)
    {
        using var client = new HttpClient { BaseAddress = dev.Address };
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        if (key is not null)
            request.Headers.Add(Header, key);
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }

    // scope, name, value, and of a function's key the function
    private static string Value(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2].Trim();
}
