using System.Net.Http.Headers;
using System.Text;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Web;

/// <summary>What a server answered.</summary>
internal sealed record HttpToolAnswer(int Status, Uri Address, MediaTypeHeaderValue? Type, byte[] Body)
{
    public TimeSpan? RetryAfter { get; init; }

    public bool Cut { get; init; }

    public bool IsJson => Type?.MediaType is { } type && (type == "application/json" || type.EndsWith("+json", StringComparison.Ordinal));

    public bool IsHtml => Type?.MediaType is "text/html" or "application/xhtml+xml";

    public string Text()
    {
        try
        {
            return Encoding.GetEncoding(Type?.CharSet?.Trim('"') ?? "utf-8").GetString(Body);
        }
        catch (ArgumentException)
        {
            return Encoding.UTF8.GetString(Body);
        }
    }

    /// <summary>Throws for the answers that mean that the server cannot now.</summary>
    public HttpToolAnswer OrThrow() => Status switch
    {
        429 => throw new ToolException(ToolErrorKind.Throttled, "The server asks for fewer calls (429).") { RetryAfter = RetryAfter },
        502 or 503 or 504 => throw new ToolException(ToolErrorKind.Unavailable, $"The server is not available ({Status}).") { RetryAfter = RetryAfter },
        _ => this,
    };
}
