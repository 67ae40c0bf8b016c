namespace Workflows.Activities.Models;

/// <summary>One setting that plugs in a model: <c>provider:model</c> or <c>provider:model@http(s)://address</c>.</summary>
internal static class ModelShorthand
{
    /// <summary>Null when the text is not a shorthand. Names of models may hold ':' and '@' themselves, as llama3:8b does.</summary>
    public static NamedModelOptions? Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (ModelProviders.Parse(colon < 0 ? text : text[..colon]) is not { } provider)
            return null;

        var rest = colon < 0 ? "" : text[(colon + 1)..].Trim();
        var at = Math.Max(
            rest.LastIndexOf("@http://", StringComparison.OrdinalIgnoreCase),
            rest.LastIndexOf("@https://", StringComparison.OrdinalIgnoreCase));
        return new NamedModelOptions
        {
            Provider = provider.Word(),
            Model = at < 0 ? rest : rest[..at],
            Endpoint = at < 0 ? null : rest[(at + 1)..],
        };
    }
}
