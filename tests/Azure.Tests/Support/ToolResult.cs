namespace Azure.Tests.Support;

/// <summary>How a program ended.</summary>
internal sealed record ToolResult(int Code, string Output, string Errors)
{
    public string Everything => Output + Errors;
}
