namespace Workflows.Activities.Models;

/// <summary>Who answers. One value for each way to speak to a model.</summary>
internal enum ModelProvider
{
    Extractive,
    OpenAI,
    AzureOpenAI,
    Anthropic,
    OpenAICompatible,
}
