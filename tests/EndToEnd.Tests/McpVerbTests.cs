using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace EndToEnd.Tests;

/// <summary><c>workflows mcp</c> in a process of its own, asked by a real MCP client.</summary>
public sealed class McpVerbTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly ScratchFolder scratch = new();

    public McpVerbTests() => scratch.Write("good/A.cs", "public sealed class A;\n");

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Serve_OverStreams_ListsToolsAndRunsAWorkflowToItsResult()
    {
        await using var client = await StreamsAsync();

        Assert.Equal(
            ["workflow_raise_event", "workflow_result", "workflow_start", "workflow_status"],
            (await client.ListToolsAsync()).Select(tool => tool.Name).Order(StringComparer.Ordinal));
        await RunToItsResultAsync(client);
    }

    [Fact]
    public async Task Serve_ACtrlCWhileTheClientIsSilent_Ends()
    {
        using var serving = WorkflowsProcess.Start(scratch.FullPath, new Dictionary<string, string>(), "mcp", "--hub", scratch["hub"]);
        await serving.WriteLineAsync("""{"jsonrpc":"2.0","id":1,"method":"ping"}""");
        await serving.LineAsync("\"id\":1");

        await serving.SignalAsync("INT");

        Assert.Equal(0, await serving.ExitAsync());
    }

    [Fact]
    public async Task Serve_WrongArguments_AreErrorsThatSayWhat()
    {
        await using var client = await StreamsAsync();

        Assert.Contains("id", await ErrorAsync(client, "workflow_status", new { }), StringComparison.Ordinal);
        Assert.Contains("nowhere", await ErrorAsync(client, "workflow_status", new { id = "nowhere" }), StringComparison.Ordinal);
        Assert.Contains("There is no workflow", await ErrorAsync(client, "workflow_start", new { workflow = "Nothing" }), StringComparison.Ordinal);
        Assert.Contains("Review", await ErrorAsync(client, "workflow_start", new { workflow = "Review", input = new { folder = 7 } }), StringComparison.Ordinal);
        Assert.Contains("no tool", await ErrorAsync(client, "workflow_stop", new { }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_KilledInTheMiddleOverHttp_TheNextServerHasTheRunsResult()
    {
        string id;
        using (var first = Start(0))
        {
            await using var client = await HttpAsync(await AddressAsync(first));
            id = await StartReviewAsync(client);
            first.Kill();
            await Assert.ThrowsAnyAsync<Exception>(() => CallAsync(client, "workflow_status", new { id }));
        }

        using var second = Start(0);
        await using var again = await HttpAsync(await AddressAsync(second));

        var result = await ResultAsync(again, id);
        Assert.Equal("completed", result.GetProperty("status").GetString());
        await second.SignalAsync("INT");
        Assert.Contains(await second.ExitAsync(), new[] { 0, 130 });
    }

    [Fact]
    public async Task Serve_StartedAnewOnItsPortOverHttp_TheSameClientGoesOn()
    {
        int port;
        McpClient client;
        using (var first = Start(0))
        {
            var address = await AddressAsync(first);
            port = address.Port;
            client = await HttpAsync(address);
            await ErrorAsync(client, "workflow_status", new { id = "nowhere" });
            first.Kill();
        }

        await using (client)
        {
            using var second = Start(port);
            await AddressAsync(second);
            await RunToItsResultAsync(client);
        }
    }

    [Fact]
    public async Task Serve_OverHttp_IsForThisMachineAndForTheKey()
    {
        using var server = Start(0, ("WORKFLOWS_KEY", "right"));
        var address = await AddressAsync(server);

        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(address, _ => { }));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(address, request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "wrong")));
        Assert.Equal(HttpStatusCode.MisdirectedRequest, await PostAsync(address, request => request.Headers.Host = "evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(address, request => request.Headers.Add("Origin", "http://evil.example")));
        await using var client = await HttpAsync(address, "right");
        Assert.Equal(4, (await client.ListToolsAsync()).Count);
    }

    [Fact]
    public async Task Serve_PortIsTaken_EndsWithItsExitCode()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var ending = await WorkflowsProcess.RunAsync(scratch.FullPath, "mcp", "--http", "--port", $"{port}", "--hub", scratch["hub"]);

        Assert.Equal(5, ending.ExitCode);
        Assert.Contains($"{port}", ending.Error, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> PostAsync(Uri address, Action<HttpRequestMessage> change)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new StringContent("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        change(request);
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }

    private async Task RunToItsResultAsync(McpClient client)
    {
        var id = await StartReviewAsync(client);
        var status = await CallAsync(client, "workflow_status", new { id });
        Assert.Equal("Review", status.GetProperty("workflow").GetString());
        var result = await ResultAsync(client, id);
        Assert.Equal("completed", result.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Object, result.GetProperty("result").ValueKind);
    }

    private async Task<string> StartReviewAsync(McpClient client) =>
        (await CallAsync(client, "workflow_start", new { workflow = "review", input = new { folder = scratch["good"] } })).GetProperty("id").GetString()!;

    private static async Task<JsonElement> ResultAsync(McpClient client, string id)
    {
        var result = await CallAsync(client, "workflow_result", new { id, waitSeconds = 20 });
        for (var tries = 0; tries < 8 && result.GetProperty("status").GetString() is "running" or "pending"; tries++)
            result = await CallAsync(client, "workflow_result", new { id, waitSeconds = 20 });
        return result;
    }

    private static async Task<JsonElement> CallAsync(McpClient client, string tool, object arguments)
    {
        var answer = await AskAsync(client, tool, arguments);
        Assert.NotEqual(true, answer.IsError);
        return JsonElement.Parse(Text(answer));
    }

    private static async Task<string> ErrorAsync(McpClient client, string tool, object arguments)
    {
        var answer = await AskAsync(client, tool, arguments);
        Assert.True(answer.IsError, Text(answer));
        return Text(answer);
    }

    private static async Task<CallToolResult> AskAsync(McpClient client, string tool, object arguments)
    {
        var values = JsonSerializer.SerializeToElement(arguments).EnumerateObject()
            .ToDictionary(one => one.Name, one => (object?)one.Value, StringComparer.Ordinal);
        return await client.CallToolAsync(tool, values).AsTask().WaitAsync(Patience);
    }

    private static string Text(CallToolResult answer) => Assert.IsType<TextContentBlock>(Assert.Single(answer.Content)).Text;

    private Task<McpClient> StreamsAsync() => McpClient.CreateAsync(new StdioClientTransport(new StdioClientTransportOptions
    {
        Command = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
        Arguments = [Path.Combine(AppContext.BaseDirectory, "workflows.dll"), "mcp", "--hub", scratch["hub"]],
        WorkingDirectory = scratch.FullPath,
    }));

    private static Task<McpClient> HttpAsync(Uri address, string? key = null) => McpClient.CreateAsync(new HttpClientTransport(new HttpClientTransportOptions
    {
        Endpoint = address,
        TransportMode = HttpTransportMode.StreamableHttp,
        AdditionalHeaders = key is null ? null : new Dictionary<string, string> { ["Authorization"] = "Bearer " + key },
    }));

    private WorkflowsProcess Start(int port, params (string Name, string Value)[] settings) => WorkflowsProcess.Start(
        scratch.FullPath, settings.ToDictionary(one => one.Name, one => one.Value), "mcp", "--http", "--port", $"{port}", "--hub", scratch["hub"]);

    private static async Task<Uri> AddressAsync(WorkflowsProcess server)
    {
        var line = await server.LineAsync("Workflows are served");
        return new Uri(line.Split(' ').First(word => word.StartsWith("http", StringComparison.Ordinal)).TrimEnd('.'));
    }
}
