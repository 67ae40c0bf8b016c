using System.IO.Pipelines;
using System.Text;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Workflows.Contracts.Tools;
using Workflows.Tools.Mcp;
using Workflows.Tools.Tests.Support;

namespace Workflows.Tools.Tests.Mcp;

public sealed class McpToolServerTests
{
    [Fact]
    public async Task Serve_Tools_AnswersAClient()
    {
        var (requests, answers) = (new Pipe(), new Pipe());
        ITool[] tools = [ScriptedTool.Answering("look", ToolEffect.ReadOnly, "seen"), ScriptedTool.Failing("bad", ToolErrorKind.Failed)];
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var serving = McpToolServer.ServeAsync(tools, requests.Reader.AsStream(), answers.Writer.AsStream(), stop.Token);
        await using (var client = await McpClient.CreateAsync(
            new StreamClientTransport(requests.Writer.AsStream(), answers.Reader.AsStream()), cancellationToken: stop.Token))
        {
            Assert.Equal(["look", "bad"], (await client.ListToolsAsync(cancellationToken: stop.Token)).Select(tool => tool.Name));
            var seen = await client.CallToolAsync("look", new Dictionary<string, object?>(), cancellationToken: stop.Token);
            Assert.Equal("seen", Assert.IsType<TextContentBlock>(Assert.Single(seen.Content)).Text);
            Assert.True((await client.CallToolAsync("bad", new Dictionary<string, object?>(), cancellationToken: stop.Token)).IsError);
        }
        await requests.Writer.CompleteAsync();
        await serving.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Serve_AClientThatGaveUpItsProbe_IsAnsweredTheOldWay()
    {
        var (requests, answers) = (new Pipe(), new Pipe());
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var connecting = McpClient.CreateAsync(
            new StreamClientTransport(requests.Writer.AsStream(), answers.Reader.AsStream()),
            new McpClientOptions { DiscoverProbeTimeout = TimeSpan.FromMilliseconds(100) },
            cancellationToken: stop.Token);
        await UntilAsync(requests.Reader, "\"initialize\"", stop.Token);      // the server starts more slowly than the client waits for its probe

        var serving = McpToolServer.ServeAsync(
            [ScriptedTool.Answering("look", ToolEffect.ReadOnly, "seen")], requests.Reader.AsStream(), answers.Writer.AsStream(), stop.Token);

        await using (var client = await connecting)
            Assert.Equal(["look"], (await client.ListToolsAsync(cancellationToken: stop.Token)).Select(tool => tool.Name));
        await requests.Writer.CompleteAsync();
        await serving.WaitAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>Waits until a text was written, and takes nothing.</summary>
    private static async Task UntilAsync(PipeReader reader, string text, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var written = Encoding.UTF8.GetString(read.Buffer);
            var isThere = written.Contains(text, StringComparison.Ordinal) && written.EndsWith('\n');
            reader.AdvanceTo(read.Buffer.Start, isThere ? read.Buffer.Start : read.Buffer.End);
            if (isThere)
                return;
        }
    }
}
