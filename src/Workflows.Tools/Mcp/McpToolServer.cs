using System.IO.Pipelines;
using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Workflows.Contracts.Tools;
using Workflows.Tools.Schema;

namespace Workflows.Tools.Mcp;

/// <summary>Serves tools of ours to an MCP client. Who may call what is the client's to ask its user; the hints say what each tool does.</summary>
public static class McpToolServer
{
    /// <summary>Serves until the client closes the input.</summary>
    /// <param name="tools">What is offered.</param>
    /// <param name="input">The client's requests.</param>
    /// <param name="output">Our answers; nobody else may write there.</param>
    /// <param name="cancellationToken">Stops serving.</param>
    public static async Task ServeAsync(IReadOnlyList<ITool> tools, Stream input, Stream output, CancellationToken cancellationToken)
    {
        var options = new ModelContextProtocol.Server.McpServerOptions();
        Configure(options, tools);
        var requests = new Pipe();
        _ = Task.Run(() => PumpAsync(input, requests.Writer), CancellationToken.None);
        try
        {
            await GivenUpProbe.SkipAsync(requests.Reader, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }

        await using var transport = new StreamServerTransport(requests.Reader.AsStream(), output, "workflows");
        await using var server = ModelContextProtocol.Server.McpServer.Create(transport, options);
        await server.RunAsync(cancellationToken);
    }

    // A read of the console cannot be broken off: it is left behind, so that whoever stops does not wait for the client's next word.
    private static async Task PumpAsync(Stream input, PipeWriter requests)
    {
        try
        {
            await input.CopyToAsync(requests);
            await requests.CompleteAsync();
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            await requests.CompleteAsync(error);
        }
    }

    internal static void Configure(ModelContextProtocol.Server.McpServerOptions options, IReadOnlyList<ITool> tools)
    {
        options.ServerInfo = new Implementation { Name = "workflows", Version = "1.0" };
        options.Capabilities = new ServerCapabilities { Tools = new ToolsCapability() };
        options.Handlers = new McpServerHandlers
        {
            ListToolsHandler = (_, _) => ValueTask.FromResult(new ListToolsResult { Tools = [.. tools.Select(tool => Describe(tool.Descriptor))] }),
            CallToolHandler = (request, token) => CallAsync(tools, request.Params!, token),
        };
    }

    private static ModelContextProtocol.Protocol.Tool Describe(ToolDescriptor tool) => new()
    {
        Name = tool.Name,
        Description = tool.Description,
        InputSchema = JsonSerializer.Deserialize<JsonElement>(tool.InputSchema),
        Annotations = new ToolAnnotations
        {
            ReadOnlyHint = tool.Effect == ToolEffect.ReadOnly,
            DestructiveHint = tool.Effect is ToolEffect.Destructive or ToolEffect.Unknown,
            IdempotentHint = tool.Idempotent,
        },
    };

    private static async ValueTask<CallToolResult> CallAsync(IReadOnlyList<ITool> tools, CallToolRequestParams call, CancellationToken cancellationToken)
    {
        if (tools.FirstOrDefault(tool => tool.Descriptor.Name == call.Name) is not { } tool)
            return Answer($"There is no tool '{call.Name}'.", isError: true);
        var arguments = JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, JsonElement>());
        using var schema = JsonDocument.Parse(tool.Descriptor.InputSchema);
        if (new SchemaValidator(schema.RootElement).Validate(arguments) is { Count: > 0 } errors)
            return Answer($"The arguments do not fit: {string.Join("; ", errors)}.", isError: true);
        try
        {
            return Answer((await tool.RunAsync(new ToolRequest(arguments, Guid.NewGuid().ToString("N")), cancellationToken)).Text, isError: false);
        }
        catch (ToolException error)
        {
            return Answer(error.Message, isError: true);
        }
    }

    private static CallToolResult Answer(string text, bool isError) => new() { Content = [new TextContentBlock { Text = text }], IsError = isError };
}
