using Microsoft.Extensions.Configuration;

namespace Workflows.Activities.Models;

/// <summary>All models of this process: the immutable snapshot of <see cref="ModelOptions"/>.</summary>
internal sealed record ModelSet(NamedModel Default, IReadOnlyDictionary<string, NamedModel> ByName)
{
    /// <summary>MiB that local services may take together.</summary>
    public int ServiceMemoryMb { get; init; } = 16 * 1024;

    private const string BuiltIn = "extractive";

    /// <summary>Reads and checks everything. When errors were added, the set is only a shell and must not be used.</summary>
    public static ModelSet Read(ModelOptions options, IConfiguration settings, ICollection<string> errors)
    {
        foreach (var error in options.ReadErrors)
            errors.Add(error);

        var reader = new NamedModelReader(settings, errors);
        var models = new Dictionary<string, NamedModel>(StringComparer.OrdinalIgnoreCase)
        {
            [BuiltIn] = reader.Read(BuiltIn, "Models", new NamedModelOptions { Provider = BuiltIn }),
        };
        foreach (var (name, model) in options.Named)
        {
            if (!IsName(name))
                errors.Add("A name in Models:Named must be 1 to 64 letters, digits, '.', '_' or '-'.");
            else if (name.Equals(BuiltIn, StringComparison.OrdinalIgnoreCase))
                errors.Add("Models:Named:extractive is taken by the built-in model: choose another name.");
            else
                models[name] = reader.Read(name, $"Models:Named:{name}", model);
        }

        var standard = ReadDefault(options.Default.Trim(), models, reader, errors);
        foreach (var model in models.Values)
            CheckFallback(model, models, errors);
        CheckServices(options, models.Values, errors);
        return new ModelSet(standard, models) { ServiceMemoryMb = options.ServiceMemoryMb };
    }

    private static void CheckServices(ModelOptions options, IReadOnlyCollection<NamedModel> models, ICollection<string> errors)
    {
        if (options.ServiceMemoryMb < 1)
            errors.Add("Models:ServiceMemoryMb must be at least 1.");
        var local = models.Where(model => model is { Service: not null, Endpoint: not null }).ToList();
        foreach (var model in local.Where(model => model.Service!.MemoryMb > options.ServiceMemoryMb))
            errors.Add($"Models:Named:{model.Name}:Service:MemoryMb is more than Models:ServiceMemoryMb: it would never be started.");
        var addresses = local.GroupBy(model => model.Endpoint!.Authority);
        foreach (var address in addresses.Where(one => one.DistinctBy(model => model.Service!.Identity(null)).Count() > 1))
            errors.Add($"{string.Join(" and ", address.Select(model => $"Models:Named:{model.Name}"))} start different programs at the same Endpoint: give each its port.");
    }

    private static void CheckFallback(NamedModel model, Dictionary<string, NamedModel> models, ICollection<string> errors)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { model.Name };
        for (var at = model; at.Fallback is { } next;)
        {
            if (!models.TryGetValue(next, out at!))
            {
                errors.Add($"Models:Named:{model.Name}:Fallback leads to a model that is not configured.");
                return;
            }

            if (!seen.Add(at.Name))
            {
                errors.Add($"Models:Named:{model.Name}:Fallback leads in a circle: let one of them fall back to none.");
                return;
            }
        }
    }

    private static NamedModel ReadDefault(
        string wanted, Dictionary<string, NamedModel> models, NamedModelReader reader, ICollection<string> errors)
    {
        if (models.TryGetValue(wanted.Length == 0 ? BuiltIn : wanted, out var named))
            return named;
        if (wanted.Contains(':', StringComparison.Ordinal) && ModelShorthand.Parse(wanted) is { } shorthand)
        {
            var name = $"{shorthand.Provider}:{shorthand.Model}";
            return models[name] = reader.Read(name, "Models:Default", shorthand);
        }

        errors.Add("Models:Default is neither a name in Models:Named (there: " + string.Join(", ", models.Keys) +
            ") nor a shorthand like openai:gpt-5-mini, anthropic:claude-sonnet-4-5 or compatible:llama3@http://127.0.0.1:11434/v1.");
        return models[BuiltIn];
    }

    private static bool IsName(string name) =>
        name.Length is >= 1 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
