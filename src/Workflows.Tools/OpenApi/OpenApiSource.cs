using Microsoft.Extensions.Configuration;
using Workflows.Contracts.Tools;
using Workflows.Tools.Builtin.Web;

namespace Workflows.Tools.OpenApi;

/// <summary>The operations of one document, named <c>document_operation</c>. The document is read once.</summary>
internal sealed class OpenApiSource(string name, OpenApiOptions options, ToolHttp http, IConfiguration settings) : IToolSource
{
    private const int NameCharsMax = 64;

    private readonly Lazy<IReadOnlyList<ITool>> tools = new(() => Make(name, options, http, settings));

    public string Name => "openapi:" + name;

    public bool MayHave(string tool) => tool.StartsWith(name + "_", StringComparison.Ordinal);

    public Task<IReadOnlyList<ITool>> ToolsAsync(CancellationToken cancellationToken) => Task.FromResult(tools.Value);

    private static IReadOnlyList<ITool> Make(string name, OpenApiOptions options, ToolHttp http, IConfiguration settings)
    {
        var (server, operations) = OpenApiDocument.Read(File.ReadAllText(options.Document));
        var address = options.BaseUrl.Length > 0 ? options.BaseUrl : server;
        if (!Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var root))
            throw new ToolException(ToolErrorKind.Unavailable, $"The document names no server with a full address; set Tools:OpenApi:{name}:BaseUrl.");
        return
        [
            .. operations.Where(operation => options.Operations.Count == 0 || options.Operations.Contains(operation.Id))
                .Select(operation => new OpenApiTool(Describe(name, operation, options), operation, root, options, http, settings)),
        ];
    }

    /// <summary>The method says what HTTP promises: GET, HEAD and OPTIONS change nothing, PUT and DELETE may be repeated.</summary>
    private static ToolDescriptor Describe(string name, OpenApiOperation operation, OpenApiOptions options)
    {
        var effect = operation.Method switch { "get" or "head" or "options" => ToolEffect.ReadOnly, "post" => ToolEffect.Write, _ => ToolEffect.Destructive };
        var tool = string.Concat($"{name}_{operation.Id}"
            .Select(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' ? character : '_'));
        return new ToolDescriptor(tool[..Math.Min(tool.Length, NameCharsMax)], operation.Description, operation.InputSchema, effect, "openapi:" + name)
        {
            Timeout = TimeSpan.FromSeconds(options.TimeoutSeconds),
            Idempotent = operation.Method is not ("post" or "patch"),
            OpenWorld = true,
            OutputBytesMax = 256 * 1024,
        };
    }
}
