using Workflows.Activities.Models.Services;
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

    /// <summary>The model asked when this one is out or has failed a question; null for none.</summary>
    public string? Fallback { get; init; }

    /// <summary>Where it runs, in the user's words; null when not told.</summary>
    public string? Region { get; init; }

    /// <summary>What it can do: tools, json, vision and whatever else users name.</summary>
    public IReadOnlySet<string> Capabilities { get; init; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>How its server on this machine is run; null when it is none of ours.</summary>
    public ServiceSettings? Service { get; init; }

    /// <summary>Tokens of questions and answers in a minute, shared by whoever asks; null for no limit.</summary>
    public int? TokensPerMinute { get; init; }

    /// <summary>After how long without a question it is probed; never when null.</summary>
    public TimeSpan? ProbeEvery { get; init; }

    /// <summary>Whether calls leave this process.</summary>
    public bool IsRemote => Provider != ModelProvider.Extractive;

    /// <summary>US dollars; null without prices.</summary>
    public decimal? Cost(long input, long output) =>
        ((input * InputPricePerMillion) + (output * OutputPricePerMillion)) / 1_000_000m;

    public ModelInfo Info => new(Name, Provider.Word(), Model)
    {
        MaxOutputTokens = MaxOutputTokens,
        ContextTokens = ContextTokens,
        MaxConcurrent = MaxConcurrent,
        Capabilities = [.. Capabilities.Order(StringComparer.Ordinal)],
        Region = Region,
        Fallback = Fallback,
        InputPricePerMillion = InputPricePerMillion,
        OutputPricePerMillion = OutputPricePerMillion,
    };
}
