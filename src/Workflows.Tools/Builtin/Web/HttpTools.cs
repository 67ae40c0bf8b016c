using System.ComponentModel;
using Workflows.Contracts.Tools;
using Workflows.Tools.Builtin.Text;

namespace Workflows.Tools.Builtin.Web;

/// <summary>Reads from the web.</summary>
internal sealed class HttpTools(ToolHttp http)
{
    public IEnumerable<ITool> All() =>
    [
        Tool.Create<FetchArguments>(
            "http_fetch",
            "Reads a page or a JSON document by GET. HTML comes as readable text unless raw is asked for. Only allowed hosts can be read.",
            ToolEffect.ReadOnly,
            FetchAsync,
            static tool => tool with { OpenWorld = true, Timeout = TimeSpan.FromSeconds(30), OutputBytesMax = 256 * 1024 }),
    ];

    private async Task<ToolResult> FetchAsync(FetchArguments arguments, ToolRequest request, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(arguments.Url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new ToolException(ToolErrorKind.InvalidArguments, $"'{arguments.Url}' is no http or https address.");
        var answer = (await http.SendAsync(static to => new HttpRequestMessage(HttpMethod.Get, to), address, cancellationToken)).OrThrow();
        var text = answer.Text();
        if (answer.Status >= 400)
            throw new ToolException(ToolErrorKind.Failed, $"The server answered {answer.Status}: {text[..Math.Min(text.Length, 500)]}");
        return answer.IsHtml && !arguments.Raw
            ? new ToolResult(MarkupTools.TextOf(text, cancellationToken))
            : new ToolResult(text) { IsJson = answer.IsJson && !answer.Cut };
    }

    private sealed record FetchArguments(string Url, [property: Description("HTML as it is, instead of its text.")] bool Raw = false);
}
