namespace Workflows.Activities.Models;

/// <summary>One model, as a user configured it. What is left null takes the provider's default.</summary>
public sealed class NamedModelOptions
{
    /// <summary>extractive, openai, azure-openai, anthropic or openai-compatible.</summary>
    public string? Provider { get; set; }

    /// <summary>The provider's name of the model; with Azure OpenAI, the deployment.</summary>
    public string? Model { get; set; }

    /// <summary>
    /// Base address. Required for openai-compatible; for azure-openai the resource's address, or the setting AZURE_OPENAI_ENDPOINT.
    /// </summary>
    public string? Endpoint { get; set; }

    /// <summary>Name of the setting that holds the key, never the key itself.</summary>
    public string? ApiKeySetting { get; set; }

    /// <summary>Most tokens of one answer, 1 to 1,000,000; 4,096 unless set.</summary>
    public int? MaxOutputTokens { get; set; }

    /// <summary>Seconds a whole answer may take, 1 to 3,600; 120 unless set.</summary>
    public int? TimeoutSeconds { get; set; }

    /// <summary>US dollars for a million input tokens; without both prices a call's cost is unknown.</summary>
    public decimal? InputPricePerMillion { get; set; }

    /// <summary>US dollars for a million output tokens; without both prices a call's cost is unknown.</summary>
    public decimal? OutputPricePerMillion { get; set; }

    /// <summary>Tokens of question and answer together that the model can hold; unknown unless set.</summary>
    public int? ContextTokens { get; set; }

    /// <summary>Name of the model that takes over when this one is out or has failed a question; none unless set.</summary>
    public string? Fallback { get; set; }

    /// <summary>Where it runs, in words of your own, as eu; calls can ask for it.</summary>
    public string? Region { get; set; }

    /// <summary>What it can do, with commas between; "tools,json" unless set, and nothing for extractive.</summary>
    public string? Capabilities { get; set; }

    /// <summary>Tokens of questions and answers in a minute, 1 to 1,000,000,000; no limit unless set. Whoever asks gets an equal share.</summary>
    public int? TokensPerMinute { get; set; }

    /// <summary>Seconds without a question after which it is probed, 60 to 86,400; never unless set, because a probe may cost money.</summary>
    public int? ProbeSeconds { get; set; }

    /// <summary>The model's server on this machine, when it is started and stopped for you.</summary>
    public LocalServiceOptions Service { get; } = new();

    /// <summary>Most calls in flight at once, 1 to 1,024; 8 unless set. More wait.</summary>
    public int? MaxConcurrent { get; set; }
}
