using ModelContextProtocol.Protocol;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Mcp;

/// <summary>One tool of a server.</summary>
internal sealed class McpTool(ToolDescriptor descriptor, string remoteName, McpServer server, McpPool pool) : ITool
{
    public ToolDescriptor Descriptor => descriptor;

    public async Task<ToolResult> RunAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        await pool.StartDependenciesAsync(server, cancellationToken);
        var result = await server.CallAsync(remoteName, request.Arguments, cancellationToken);
        var text = string.Join('\n', result.Content.Select(Show));
        if (result.IsError == true)
            throw new ToolException(ToolErrorKind.Failed, text.Length > 0 ? text : $"{descriptor.Name} failed and does not say why.");
        return text.Length == 0 && result.StructuredContent is { } structured
            ? new ToolResult(structured.GetRawText()) { IsJson = true }
            : new ToolResult(text);
    }

    private static string Show(ContentBlock block) => block switch
    {
        TextContentBlock text => text.Text,
        ImageContentBlock image => $"[image of type {image.MimeType}, {image.DecodedData.Length} bytes]",
        AudioContentBlock audio => $"[audio of type {audio.MimeType}]",
        EmbeddedResourceBlock { Resource: TextResourceContents resource } => resource.Text,
        EmbeddedResourceBlock embedded => $"[resource {embedded.Resource.Uri}]",
        ResourceLinkBlock link => $"[link to {link.Uri}: {link.Name}]",
        _ => $"[{block.Type}]",
    };
}
