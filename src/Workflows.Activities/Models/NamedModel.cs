using Workflows.Contracts.Models;

namespace Workflows.Activities.Models;

/// <summary>A configured model, checked and complete: the snapshot everything but the options works with.</summary>
internal sealed record NamedModel(string Name, ModelProvider Provider, string Model)
{
    public const int MaxOutputTokensDefault = 4096;
    public const int TimeoutSecondsDefault = 120;     // long answers of large models take a minute; twice that is a hang
    public const int MaxConcurrentDefault = 8;        // within the request rate of the smallest paid tiers

    /// <summary>Base address; null for the provider's own.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Null when the provider needs none.</summary>
    public Secret? Key { get; init; }

    /// <summary>The setting the key came from, for messages; null without a key.</summary>
    public string? KeySetting { get; init; }

    public int MaxOutputTokens { get; init; } = MaxOutputTokensDefault;

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(TimeoutSecondsDefault);

    public decimal? InputPricePerMillion { get; init; }

    public decimal? OutputPricePerMillion { get; init; }

    public int? ContextTokens { get; init; }

    public int MaxConcurrent { get; init; } = MaxConcurrentDefault;

    /// <summary>Whether calls leave this process.</summary>
    public bool IsRemote => Provider != ModelProvider.Extractive;

    public ModelInfo Info => new(Name, Provider.Word(), Model)
    {
        MaxOutputTokens = MaxOutputTokens,
        ContextTokens = ContextTokens,
        MaxConcurrent = MaxConcurrent,
        InputPricePerMillion = InputPricePerMillion,
        OutputPricePerMillion = OutputPricePerMillion,
    };
}
