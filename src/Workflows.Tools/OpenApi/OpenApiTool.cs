using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Workflows.Contracts.Tools;
using Workflows.Tools.Builtin.Web;

namespace Workflows.Tools.OpenApi;

/// <summary>One operation as a tool. Its address must be on the list of hosts, like every other.</summary>
internal sealed class OpenApiTool(
    ToolDescriptor descriptor, OpenApiOperation operation, Uri root, OpenApiOptions options, ToolHttp http, IConfiguration settings) : ITool
{
    public ToolDescriptor Descriptor => descriptor;

    public async Task<ToolResult> RunAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        var address = Address(request.Arguments);
        var answer = (await http.SendAsync(to => Request(to, request), address, cancellationToken)).OrThrow();
        var text = answer.Text();
        if (answer.Status >= 400)
        {
            var kind = answer.Status is 400 or 422 ? ToolErrorKind.InvalidArguments : ToolErrorKind.Failed;
            throw new ToolException(kind, $"The server answered {answer.Status}: {text}");
        }
        return new ToolResult(text) { IsJson = answer.IsJson && !answer.Cut };
    }

    internal Uri Address(JsonElement arguments)
    {
        var path = new StringBuilder(operation.Path.TrimStart('/'));
        var query = new StringBuilder();
        foreach (var argument in arguments.EnumerateObject())
        {
            switch (operation.Places.GetValueOrDefault(argument.Name))
            {
                case "path":
                    if (argument.Value.ToString() is "." or ".." or "")
                        throw new ToolException(ToolErrorKind.InvalidArguments, $"'{argument.Name}' cannot be '{argument.Value}': it is a part of the path.");
                    path.Replace("{" + argument.Name + "}", Uri.EscapeDataString(argument.Value.ToString()));
                    break;
                case "query":
                    foreach (var value in argument.Value.ValueKind == JsonValueKind.Array ? argument.Value.EnumerateArray().ToArray() : [argument.Value])
                        query.Append(query.Length == 0 ? '?' : '&').Append(Pair(argument.Name, value));
                    break;
            }
        }
        return new Uri(root, path.Append(query).ToString());
    }

    private static string Pair(string name, JsonElement value) => $"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value.ToString())}";

    private HttpRequestMessage Request(Uri to, ToolRequest call)
    {
        var request = new HttpRequestMessage(HttpMethod.Parse(operation.Method), to);
        foreach (var (header, setting) in options.HeaderSettings)
            request.Headers.TryAddWithoutValidation(header, settings[setting] ?? throw new ToolException(ToolErrorKind.Unavailable, $"The setting '{setting}' is not set."));
        if (operation.Method is not ("get" or "head" or "options"))
            request.Headers.TryAddWithoutValidation("Idempotency-Key", call.IdempotencyKey);
        foreach (var argument in call.Arguments.EnumerateObject())
        {
            var place = operation.Places.GetValueOrDefault(argument.Name);
            if (place == "header" && !options.HeaderSettings.ContainsKey(argument.Name))
                request.Headers.TryAddWithoutValidation(argument.Name, argument.Value.ToString());
            else if (place == "body")
                request.Content = new StringContent(argument.Value.GetRawText(), Encoding.UTF8, "application/json");
        }
        return request;
    }
}
