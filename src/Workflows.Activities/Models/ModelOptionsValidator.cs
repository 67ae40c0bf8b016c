using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Workflows.Activities.Models.Budgets;

namespace Workflows.Activities.Models;

/// <summary>Checks the options whole, by building what will be used, and reports every error at once.</summary>
internal sealed class ModelOptionsValidator(IConfiguration settings) : IValidateOptions<ModelOptions>
{
    public ValidateOptionsResult Validate(string? name, ModelOptions options)
    {
        var errors = new List<string>();
        var models = ModelSet.Read(options, settings, errors);
        new BudgetReader(settings, models, errors).Read();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
