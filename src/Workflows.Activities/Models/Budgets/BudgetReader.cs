using System.Globalization;
using Microsoft.Extensions.Configuration;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Models.Budgets;

/// <summary>Reads the section <c>Budgets</c> whole and notes every error.</summary>
internal sealed class BudgetReader(IConfiguration configuration, ModelSet models, ICollection<string> errors)
{
    public const string Section = "Budgets";

    private const int DaysMaxSeconds = 30 * 86_400;

    public IReadOnlyList<Budget> Read() => [.. configuration.GetSection(Section).GetChildren().Select(Read)];

    private Budget Read(IConfigurationSection section)
    {
        var budget = new Budget(section.Key, BudgetScope.Run);
        if (section.Key.Length > 64 || !section.Key.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            errors.Add("A name in Budgets must be 1 to 64 letters, digits, '.', '_' or '-'.");
        foreach (var setting in section.GetChildren())
            budget = ReadSetting(budget, setting);
        if (section["Per"] is null)
            errors.Add($"{section.Path}:Per must say run, agent, tenant or all.");
        if (budget is { Usd: null, Tokens: null, Calls: null, Seconds: null })
            errors.Add($"{section.Path} limits nothing: set Usd, Tokens, Calls or Seconds.");
        if (budget.For is not null && budget.Per is BudgetScope.Run or BudgetScope.All)
            errors.Add($"{section.Path}:For names an agent or a tenant: set Per to one of these.");
        CheckCrossing(section.Path, budget);
        if (budget.Usd is not null)
            CheckPrices(section.Path);
        return budget;
    }

    private Budget ReadSetting(Budget budget, IConfigurationSection setting)
    {
        switch (setting.Key.ToUpperInvariant())
        {
            case "PER": return budget with { Per = Word<BudgetScope>(setting, "run, agent, tenant or all") };
            case "FOR": return budget with { For = setting.Value };
            case "PERIOD":
                if (setting.Value is not ("day" or "ever"))
                    errors.Add($"{setting.Path} must be day or ever.");
                return budget with { Daily = setting.Value == "day" };
            case "USD": return budget with { Usd = Number(setting, 1_000_000m) };
            case "TOKENS": return budget with { Tokens = (long?)Number(setting, 1_000_000_000_000m) };
            case "CALLS": return budget with { Calls = (int?)Number(setting, 1_000_000_000m) };
            case "SECONDS": return budget with { Seconds = (double?)Number(setting, 1_000_000_000m) };
            case "ONCROSSING": return budget with { OnCrossing = Word<BudgetCrossing>(setting, "stop, degrade or ask") };
            case "CHEAPERMODEL": return budget with { CheaperModel = setting.Value };
            case "ASSIGNEE": return budget with { Assignee = setting.Value ?? "" };
            case "DEADLINESECONDS": return budget with { DeadlineSeconds = (int?)Number(setting, DaysMaxSeconds) ?? budget.DeadlineSeconds };
            default:
                errors.Add($"{setting.Path} is not a setting of a budget: look for a typing error.");
                return budget;
        }
    }

    private void CheckCrossing(string path, Budget budget)
    {
        if (budget.OnCrossing != BudgetCrossing.Degrade)
        {
            if (budget.CheaperModel is not null)
                errors.Add($"{path}:CheaperModel is used only with OnCrossing degrade.");
        }
        else if (budget.CheaperModel is null || !models.ByName.ContainsKey(budget.CheaperModel))
        {
            errors.Add($"{path}:CheaperModel must name a configured model.");
        }
    }

    /// <summary>Money that is not counted cannot be held back.</summary>
    private void CheckPrices(string path)
    {
        var unpriced = models.ByName.Values.Where(model => model.IsRemote && model.InputPricePerMillion is null).Select(model => model.Name).ToList();
        if (unpriced.Count > 0)
            errors.Add($"{path}:Usd needs the prices of every model; without are {string.Join(", ", unpriced)}: 0 is a price too.");
    }

    private T Word<T>(IConfigurationSection setting, string words)
        where T : struct, Enum
    {
        if (Enum.TryParse<T>(setting.Value, ignoreCase: true, out var value) && !int.TryParse(setting.Value, out _))
            return value;
        errors.Add($"{setting.Path} must be {words}.");
        return default;
    }

    private decimal? Number(IConfigurationSection setting, decimal most)
    {
        if (decimal.TryParse(setting.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number > 0 && number <= most)
            return number;
        errors.Add($"{setting.Path} must be a number above 0 and at most {most}.");
        return null;
    }
}
