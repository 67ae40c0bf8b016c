using Microsoft.Extensions.Configuration;
using Workflows.Activities.Models.Services;

namespace Workflows.Activities.Models;

/// <summary>
/// Turns one model's options into a <see cref="NamedModel"/>. Errors name the setting and the cure and never quote a value: a key
/// pasted into the wrong setting must not reach a log.
/// </summary>
internal sealed class NamedModelReader(IConfiguration settings, ICollection<string> errors)
{
    public NamedModel Read(string name, string path, NamedModelOptions options)
    {
        if (ModelProviders.Parse(options.Provider) is not { } provider)
        {
            errors.Add($"{path}:Provider must be {ModelProviders.Names}.");
            return new NamedModel(name, ModelProvider.Extractive, "");
        }

        var model = provider == ModelProvider.Extractive ? "extractive" : options.Model?.Trim() ?? "";
        if (model.Length is 0 or > 200 || model.Any(char.IsControl))
            errors.Add($"{path} names no model: set the provider's name of the model, as in openai:gpt-5-mini.");

        var (keySetting, key) = ReadKey(path, provider, options.ApiKeySetting);
        if (model.StartsWith("sk-", StringComparison.Ordinal) || (key is not null && key.Scrub(model) != model))
            errors.Add($"{path} has a key where the model's name belongs: set the name there, and the key in a setting of its own.");
        var free = provider == ModelProvider.Extractive ? 0m : (decimal?)null;
        var concurrent = provider == ModelProvider.Extractive ? Environment.ProcessorCount : NamedModel.MaxConcurrentDefault;
        var read = new NamedModel(name, provider, model)
        {
            Endpoint = new EndpointReader(settings, errors).Read(path, provider, options.Endpoint),
            Key = key,
            KeySetting = keySetting,
            MaxOutputTokens = Within($"{path}:MaxOutputTokens", options.MaxOutputTokens ?? NamedModel.MaxOutputTokensDefault, 1_000_000),
            Timeout = TimeSpan.FromSeconds(
                Within($"{path}:TimeoutSeconds", options.TimeoutSeconds ?? NamedModel.TimeoutSecondsDefault, 3600)),
            MaxConcurrent = Within($"{path}:MaxConcurrent", options.MaxConcurrent ?? concurrent, 1024),
            ContextTokens = options.ContextTokens is { } context ? Within($"{path}:ContextTokens", context, 100_000_000) : null,
            Service = ReadService(path, provider, options.Service),
            Fallback = string.IsNullOrWhiteSpace(options.Fallback) ? null : options.Fallback.Trim(),
            Region = string.IsNullOrWhiteSpace(options.Region) ? null : options.Region.Trim(),
            Capabilities = Words(options.Capabilities ?? (provider == ModelProvider.Extractive ? "" : "tools,json")),
            ProbeEvery = options.ProbeSeconds is { } probe ? TimeSpan.FromSeconds(Within($"{path}:ProbeSeconds", probe, 86_400)) : null,
            TokensPerMinute = options.TokensPerMinute is { } rate ? Within($"{path}:TokensPerMinute", rate, 1_000_000_000) : null,
            InputPricePerMillion = Price($"{path}:InputPricePerMillion", options.InputPricePerMillion) ?? free,
            OutputPricePerMillion = Price($"{path}:OutputPricePerMillion", options.OutputPricePerMillion) ?? free,
        };
        if (read.ContextTokens <= read.MaxOutputTokens)
            errors.Add($"{path}:ContextTokens must be larger than MaxOutputTokens ({read.MaxOutputTokens}): question and answer share it.");
        if (read.InputPricePerMillion is null != read.OutputPricePerMillion is null)
            errors.Add($"{path} has one price only: set InputPricePerMillion and OutputPricePerMillion, or neither.");
        return read;
    }

    private (string? Setting, Secret? Key) ReadKey(string path, ModelProvider provider, string? named)
    {
        if (provider == ModelProvider.Extractive || (named ?? provider.KeySetting()) is not { } setting)
            return (null, null);
        if (!IsSettingName(setting))
        {
            errors.Add($"{path}:ApiKeySetting must be the name of a setting, such as OPENAI_API_KEY, and not the key.");
            return (null, null);
        }

        var value = settings[setting] ?? settings[setting.Replace("__", ":", StringComparison.Ordinal)];
        if (string.IsNullOrWhiteSpace(value))
        {
            errors.Add(named is null
                ? $"{path} needs a key: set {setting} in the environment or in local.settings.json."
                : $"{path}:ApiKeySetting names a setting that is missing or empty: set it in the environment or in local.settings.json.");
            return (null, null);
        }

        value = value.Trim();
        if (value.Length < 4096 && value.All(c => c is > ' ' and <= '~'))   // what an HTTP header takes
            return (setting, new Secret(value));
        errors.Add($"{path}: its key has spaces, line ends or other characters that no key has: copy it again.");
        return (null, null);
    }

    private ServiceSettings? ReadService(string path, ModelProvider provider, LocalServiceOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Command))
        {
            if (options is not { Arguments: null, PullArguments: null, MemoryMb: null, IdleSeconds: null, StartSeconds: null })
                errors.Add($"{path}:Service needs the program: set Service:Command.");
            return null;
        }

        if (provider != ModelProvider.OpenAICompatible)
            errors.Add($"{path}:Service is for openai-compatible models only.");
        return new ServiceSettings(options.Command.Trim(), Split(options.Arguments))
        {
            PullArguments = Split(options.PullArguments),
            MemoryMb = Within($"{path}:Service:MemoryMb", options.MemoryMb ?? 4096, 16 * 1024 * 1024),
            Idle = TimeSpan.FromSeconds(Within($"{path}:Service:IdleSeconds", options.IdleSeconds ?? 600, 86_400)),
            StartLimit = TimeSpan.FromSeconds(Within($"{path}:Service:StartSeconds", options.StartSeconds ?? 180, 3_600)),
        };
    }

    private static string[] Split(string? arguments) =>
        (arguments ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static HashSet<string> Words(string list) => new(
        list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), StringComparer.OrdinalIgnoreCase);

    private static bool IsSettingName(string text) =>
        text.Length is >= 1 and <= 128 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ':' or '.');

    private int Within(string path, int value, int most)
    {
        if (value < 1 || value > most)
            errors.Add($"{path} must be from 1 to {most}.");
        return Math.Clamp(value, 1, most);
    }

    private decimal? Price(string path, decimal? value)
    {
        if (value is < 0 or > 100_000)
            errors.Add($"{path} must be from 0 to 100000 US dollars.");
        return value;
    }
}
