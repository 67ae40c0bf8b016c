using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Workflows.Tools;

/// <summary>Checks the settings whole and reports every error at once.</summary>
internal sealed class ToolOptionsValidator : IValidateOptions<ToolOptions>
{
    public ValidateOptionsResult Validate(string? name, ToolOptions options)
    {
        var errors = new List<string>();
        Annotated(options, "Tools", errors);
        Annotated(options.Sandbox, "Tools:Sandbox", errors);
        errors.AddRange(options.Roots.Where(root => !Directory.Exists(root)).Select(root => $"Tools:Roots names '{root}', which is no folder."));
        errors.AddRange(options.Http.Hosts.Where(host => host.Contains('/', StringComparison.Ordinal) || host is "" or "*")
            .Select(host => $"Tools:Http:Hosts has '{host}': write a host such as api.example.com, *.example.com or 127.0.0.1:8080."));
        foreach (var (server, settings) in options.Mcp)
            Mcp(server, settings, options, errors);
        foreach (var (document, settings) in options.OpenApi)
        {
            Named("OpenApi", document, errors);
            if (!File.Exists(settings.Document))
                errors.Add($"Tools:OpenApi:{document}:Document names '{settings.Document}', which is no file.");
            if (settings.BaseUrl.Length > 0 && !Uri.TryCreate(settings.BaseUrl, UriKind.Absolute, out _))
                errors.Add($"Tools:OpenApi:{document}:BaseUrl is no address.");
        }
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void Mcp(string server, Mcp.McpServerOptions settings, ToolOptions all, List<string> errors)
    {
        var place = $"Tools:Mcp:{server}";
        Named("Mcp", server, errors);
        if (new[] { settings.Command, settings.Package, settings.Url }.Count(way => !string.IsNullOrWhiteSpace(way)) != 1)
            errors.Add($"{place} needs exactly one of Command, Package and Url.");
        if (settings.Url is { } url && (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")))
            errors.Add($"{place}:Url is no http or https address.");
        if (settings.IdleSeconds < 1 || settings.TimeoutSeconds is < 1 or > 3600)
            errors.Add($"{place}: IdleSeconds is at least 1, TimeoutSeconds from 1 to 3600.");
        errors.AddRange(settings.DependsOn.Where(other => !all.Mcp.ContainsKey(other)).Select(other => $"{place}:DependsOn names '{other}', which is no server."));
        if (IsCircle(server, all))
            errors.Add($"{place}:DependsOn leads back to itself.");
    }

    private static bool IsCircle(string server, ToolOptions all)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<string>(all.Mcp[server].DependsOn);
        while (next.TryPop(out var name))
        {
            if (name == server)
                return true;
            if (seen.Add(name) && all.Mcp.TryGetValue(name, out var other))
            {
                foreach (var further in other.DependsOn)
                    next.Push(further);
            }
        }
        return false;
    }

    /// <summary>The name is the beginning of its tools' names.</summary>
    private static void Named(string kind, string name, List<string> errors)
    {
        if (name.Length is 0 or > 20 || !name.All(character => char.IsAsciiLetterOrDigit(character) || character == '-'))
            errors.Add($"Tools:{kind}:{name}: a name has at most 20 letters, digits and hyphens.");
    }

    private static void Annotated(object value, string place, List<string> errors)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(value, new ValidationContext(value), results, validateAllProperties: true);
        errors.AddRange(results.Select(result => $"{place}: {result.ErrorMessage}"));
    }
}
