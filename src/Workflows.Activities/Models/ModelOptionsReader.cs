using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Workflows.Activities.Models;

/// <summary>
/// Fills <see cref="ModelOptions"/> from configuration. The framework's binder stops at the first value it cannot convert and quotes
/// it; this one notes every error and quotes no value, because what stands in the wrong place may be a key.
/// </summary>
internal sealed class ModelOptionsReader(IConfiguration configuration) : IConfigureOptions<ModelOptions>
{
    public void Configure(ModelOptions options)
    {
        var section = configuration.GetSection(ModelOptions.Section);
        foreach (var child in section.GetChildren())
        {
            switch (child.Key.ToUpperInvariant())
            {
                case "DEFAULT":
                    options.Default = child.Value ?? "";
                    break;
                case "NAMED":
                    foreach (var model in child.GetChildren())
                        options.Named[model.Key] = ReadModel(model, options.ReadErrors);
                    break;
                case "SERVICEMEMORYMB":
                    options.ServiceMemoryMb = Whole(child, options.ReadErrors) ?? options.ServiceMemoryMb;
                    break;
                case "LEDGERFOLDER":
                    break;      // read where the ledger is set up
                default:
                    options.ReadErrors.Add($"Models has the unknown setting '{child.Key}': it knows Default, Named, ServiceMemoryMb and LedgerFolder.");
                    break;
            }
        }
    }

    private static NamedModelOptions ReadModel(IConfigurationSection section, List<string> errors)
    {
        if (section.Value is { } shorthand)
        {
            if (ModelShorthand.Parse(shorthand) is { } model)
                return model;
            errors.Add($"{section.Path} must be a block of settings or a shorthand like openai:gpt-5-mini.");
            return new NamedModelOptions { Provider = "extractive" };
        }

        var read = new NamedModelOptions();
        foreach (var setting in section.GetChildren())
            ReadSetting(read, setting, errors);
        return read;
    }

    private static void ReadSetting(NamedModelOptions model, IConfigurationSection setting, List<string> errors)
    {
        switch (setting.Key.ToUpperInvariant())
        {
            case "PROVIDER": model.Provider = setting.Value; break;
            case "MODEL": model.Model = setting.Value; break;
            case "ENDPOINT": model.Endpoint = setting.Value; break;
            case "APIKEYSETTING": model.ApiKeySetting = setting.Value; break;
            case "MAXOUTPUTTOKENS": model.MaxOutputTokens = Whole(setting, errors); break;
            case "TIMEOUTSECONDS": model.TimeoutSeconds = Whole(setting, errors); break;
            case "FALLBACK": model.Fallback = setting.Value; break;
            case "REGION": model.Region = setting.Value; break;
            case "CAPABILITIES": model.Capabilities = setting.Value; break;
            case "TOKENSPERMINUTE": model.TokensPerMinute = Whole(setting, errors); break;
            case "PROBESECONDS": model.ProbeSeconds = Whole(setting, errors); break;
            case "CONTEXTTOKENS": model.ContextTokens = Whole(setting, errors); break;
            case "MAXCONCURRENT": model.MaxConcurrent = Whole(setting, errors); break;
            case "INPUTPRICEPERMILLION": model.InputPricePerMillion = Price(setting, errors); break;
            case "OUTPUTPRICEPERMILLION": model.OutputPricePerMillion = Price(setting, errors); break;
            case "SERVICE": ReadService(model, setting, errors); break;
            case "APIKEY":
                errors.Add($"{setting.Path} is not a setting: put the key in a setting of its own and name that setting in ApiKeySetting.");
                break;
            default:
                errors.Add($"{setting.Path} is not a setting of a model: look for a typing error.");
                break;
        }
    }

    private static void ReadService(NamedModelOptions model, IConfigurationSection section, List<string> errors)
    {
        foreach (var setting in section.GetChildren())
        {
            switch (setting.Key.ToUpperInvariant())
            {
                case "COMMAND": model.Service.Command = setting.Value; break;
                case "ARGUMENTS": model.Service.Arguments = setting.Value; break;
                case "PULLARGUMENTS": model.Service.PullArguments = setting.Value; break;
                case "MEMORYMB": model.Service.MemoryMb = Whole(setting, errors); break;
                case "IDLESECONDS": model.Service.IdleSeconds = Whole(setting, errors); break;
                case "STARTSECONDS": model.Service.StartSeconds = Whole(setting, errors); break;
                default:
                    errors.Add($"{setting.Path} is not a setting of a service: look for a typing error.");
                    break;
            }
        }
    }

    private static int? Whole(IConfigurationSection setting, List<string> errors)
    {
        if (int.TryParse(setting.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        errors.Add($"{setting.Path} must be a whole number.");
        return null;
    }

    private static decimal? Price(IConfigurationSection setting, List<string> errors)
    {
        const NumberStyles style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
        if (decimal.TryParse(setting.Value, style, CultureInfo.InvariantCulture, out var number))
            return number;
        errors.Add($"{setting.Path} must be a number with '.' as its decimal point.");
        return null;
    }
}
