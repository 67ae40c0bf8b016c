using System.Text.Json;

namespace Workflows.Tools;

/// <summary>What a tool returns.</summary>
/// <param name="Text">The result.</param>
public sealed record ToolResult(string Text)
{
    /// <summary>Whether the text is JSON.</summary>
    public bool IsJson { get; init; }

    /// <summary>A result as JSON with camel-case names.</summary>
    /// <param name="value">Any value that serialises.</param>
    public static ToolResult Json(object value) => new(JsonSerializer.Serialize(value, ToolJson.Options)) { IsJson = true };
}
