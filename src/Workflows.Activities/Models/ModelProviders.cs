namespace Workflows.Activities.Models;

/// <summary>The words settings use for providers, and the settings their keys are in unless another is named.</summary>
internal static class ModelProviders
{
    public const string Names = "extractive, openai, azure-openai, anthropic or openai-compatible";

    public static ModelProvider? Parse(string? word) => word?.Trim().ToLowerInvariant() switch
    {
        "extractive" => ModelProvider.Extractive,
        "openai" => ModelProvider.OpenAI,
        "azure-openai" or "azure" => ModelProvider.AzureOpenAI,
        "anthropic" => ModelProvider.Anthropic,
        "openai-compatible" or "compatible" => ModelProvider.OpenAICompatible,
        _ => null,
    };

    public static string Word(this ModelProvider provider) => provider switch
    {
        ModelProvider.Extractive => "extractive",
        ModelProvider.OpenAI => "openai",
        ModelProvider.AzureOpenAI => "azure-openai",
        ModelProvider.Anthropic => "anthropic",
        _ => "openai-compatible",
    };

    /// <summary>Where keys are unless another setting is named.</summary>
    public static IEnumerable<string> KeySettings => Enum.GetValues<ModelProvider>().Select(KeySetting).OfType<string>();

    /// <summary>Null where a key is needed only when a setting for it is named.</summary>
    public static string? KeySetting(this ModelProvider provider) => provider switch
    {
        ModelProvider.OpenAI => "OPENAI_API_KEY",
        ModelProvider.AzureOpenAI => "AZURE_OPENAI_API_KEY",
        ModelProvider.Anthropic => "ANTHROPIC_API_KEY",
        _ => null,
    };
}
