using System.Text.Json;

namespace Workflows.Tools;

/// <summary>What a tool gets.</summary>
/// <param name="Arguments">A JSON object that fits the tool's schema.</param>
/// <param name="IdempotencyKey">The same in every repetition of the call: pass it on where an effect must happen once.</param>
public sealed record ToolRequest(JsonElement Arguments, string IdempotencyKey)
{
    /// <summary>The run that asks.</summary>
    public string Run { get; init; } = "";

    /// <summary>The agent that asks.</summary>
    public string Agent { get; init; } = "";

    /// <summary>A folder that the run's user gave it to read; null for none.</summary>
    public string? ReadableFolder { get; init; }
}
