using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Workflows.Activities.Models;
using Workflows.Contracts.Tools;

namespace Workflows.Activities.Agents.Definitions;

/// <summary>Reads every agent when the host starts; any error stops the start, and all are told at once.</summary>
internal sealed class AgentFilesValidator(IServiceProvider services) : IValidateOptions<AgentFilesOptions>
{
    public ValidateOptionsResult Validate(string? name, AgentFilesOptions options)
    {
        var errors = AgentFiles.Read(options.Folders, Known(services)).Errors;
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    /// <summary>What agents may name; null while the settings of models or tools are wrong themselves, which their own checks tell.</summary>
    public static KnownNames? Known(IServiceProvider services)
    {
        try
        {
            return services.GetService<IToolRegistry>() is { } tools && services.GetService<ModelSet>() is { } models
                ? new KnownNames([.. models.ByName.Keys], tools.MayHave)
                : null;
        }
        catch (OptionsValidationException)
        {
            return null;
        }
    }
}
