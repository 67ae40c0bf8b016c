using Microsoft.Extensions.Configuration;

namespace Runtime.Host.Discovery;

/// <summary>What settings say about functions.</summary>
/// <param name="Configuration">Resolves <c>%names%</c>; <c>AzureWebJobs.{function}.Disabled</c> switches a function off.</param>
/// <param name="Only">host.json's <c>functions</c>: the only ones that run; empty for all.</param>
internal sealed record DiscoveryRules(IConfiguration Configuration, IReadOnlyList<string> Only)
{
    public static readonly DiscoveryRules None = new(new ConfigurationBuilder().Build(), []);

    /// <summary>The constraints that routes may use.</summary>
    public RouteConstraints Constraints { get; init; } = RouteConstraints.Default;

    /// <summary>Converters of the app for every parameter.</summary>
    public IReadOnlyList<Type> Converters { get; init; } = [];

    public bool Runs(string function) =>
        (Only.Count == 0 || Only.Contains(function, StringComparer.OrdinalIgnoreCase))
        && (Configuration[$"AzureWebJobs.{function}.Disabled"] ?? Configuration[$"AzureWebJobs_{function}_Disabled"]) is not ("1" or "true" or "True" or "TRUE");

    /// <summary>Names in host.json that no function has.</summary>
    public void CheckOnly(IEnumerable<FunctionModel> models, List<string> errors)
    {
        var names = models.Select(model => model.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        errors.AddRange(Only.Where(name => !names.Contains(name)).Select(name => $"host.json's functions names '{name}', which is no function of this app."));
    }
}
