using Microsoft.Extensions.Options;

namespace Workflows.Activities.Agents.Definitions;

/// <summary>Reads every agent when the host starts; any error stops the start, and all are told at once.</summary>
internal sealed class AgentFilesValidator : IValidateOptions<AgentFilesOptions>
{
    public ValidateOptionsResult Validate(string? name, AgentFilesOptions options)
    {
        var errors = AgentFiles.Read(options.Folders).Errors;
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
