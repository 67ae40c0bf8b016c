namespace Workflows.Contracts.Models;

/// <summary>What may be known about a configured model: all but its key.</summary>
/// <param name="Name">The name calls use.</param>
/// <param name="Provider">extractive, openai, azure-openai, anthropic or openai-compatible.</param>
/// <param name="Model">The provider's own name of the model.</param>
public sealed record ModelInfo(string Name, string Provider, string Model)
{
    /// <summary>Most tokens of one answer.</summary>
    public int MaxOutputTokens { get; init; }

    /// <summary>Tokens of question and answer together that the model can hold; null when not configured.</summary>
    public int? ContextTokens { get; init; }

    /// <summary>What it can do, in order of name: tools, json and whatever else users name.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Where it runs, in the user's words; null when not told.</summary>
    public string? Region { get; init; }

    /// <summary>The model that takes over when this one is out; null for none.</summary>
    public string? Fallback { get; init; }

    /// <summary>Most calls in flight at once.</summary>
    public int MaxConcurrent { get; init; }

    /// <summary>US dollars for a million input tokens; null when not configured.</summary>
    public decimal? InputPricePerMillion { get; init; }

    /// <summary>US dollars for a million output tokens; null when not configured.</summary>
    public decimal? OutputPricePerMillion { get; init; }
}
