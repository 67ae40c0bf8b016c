namespace Workflows.Activities.Models;

/// <summary>Under which name a server takes the limit of output tokens.</summary>
internal enum OutputLimitName
{
    MaxCompletionTokens,
    MaxTokens,
}
