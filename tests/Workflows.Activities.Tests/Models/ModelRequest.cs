using System.Text.Json;

namespace Workflows.Activities.Tests.Models;

/// <summary>One request as it came over the wire.</summary>
internal sealed record ModelRequest(string Path, IReadOnlyDictionary<string, string> Headers, JsonElement Body)
{
    /// <summary>The key, whichever header it came in; empty for none.</summary>
    public string Key => Headers.GetValueOrDefault("x-api-key") ?? Headers.GetValueOrDefault("api-key")
        ?? Headers.GetValueOrDefault("Authorization")?.Replace("Bearer ", "", StringComparison.Ordinal) ?? "";
}
