using System.Text.Json;

namespace Models.TestServer;

/// <summary>One request as it came over the wire.</summary>
public sealed record ModelRequest(string Path, IReadOnlyDictionary<string, string> Headers, JsonElement Body)
{
    /// <summary>The key, whichever header it came in; empty for none.</summary>
    public string Key => Headers.GetValueOrDefault("x-api-key") ?? Headers.GetValueOrDefault("api-key")
        ?? Headers.GetValueOrDefault("Authorization")?.Replace("Bearer ", "", StringComparison.Ordinal) ?? "";

    /// <summary>openai or anthropic, by the path.</summary>
    public string Protocol => Path.EndsWith("/messages", StringComparison.Ordinal) ? "anthropic" : "openai";

    /// <summary>Whether the answer is wanted in pieces.</summary>
    public bool IsStreaming => Body.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;

    /// <summary>The model asked for.</summary>
    public string Model => Body.GetProperty("model").GetString()!;

    /// <summary>The messages as the protocol has them.</summary>
    public IReadOnlyList<JsonElement> Messages => [.. Body.GetProperty("messages").EnumerateArray()];

    /// <summary>The whole request as text, to look for words in.</summary>
    public string Text => Body.GetRawText();
}
