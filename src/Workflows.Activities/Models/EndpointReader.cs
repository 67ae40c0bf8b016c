using Microsoft.Extensions.Configuration;

namespace Workflows.Activities.Models;

/// <summary>Reads and checks base addresses. Quotes none of them, because an address can carry a password or a key.</summary>
internal sealed class EndpointReader(IConfiguration settings, ICollection<string> errors)
{
    private const string AzureSetting = "AZURE_OPENAI_ENDPOINT";

    public Uri? Read(string path, ModelProvider provider, string? endpoint)
    {
        if (provider == ModelProvider.AzureOpenAI && string.IsNullOrWhiteSpace(endpoint))
            endpoint = settings[AzureSetting];
        if (provider == ModelProvider.Extractive)
            return null;
        if (string.IsNullOrWhiteSpace(endpoint))
        {
            if (provider == ModelProvider.AzureOpenAI)
                errors.Add($"{path} needs the resource's address: set Endpoint or {AzureSetting} (https://<resource>.openai.azure.com).");
            if (provider == ModelProvider.OpenAICompatible)
                errors.Add($"{path} needs the server's base address: set Endpoint, as in http://127.0.0.1:11434/v1.");
            return null;
        }

        if (Problem(provider, endpoint, out var address) is { } problem)
            errors.Add($"{path}: the endpoint {problem}.");
        return address is null ? null : Complete(path, provider, address);
    }

    private static string? Problem(ModelProvider provider, string endpoint, out Uri? address)
    {
        if (!Uri.TryCreate(endpoint.Trim(), UriKind.Absolute, out address) || (address.Scheme != "http" && address.Scheme != "https"))
        {
            address = null;
            return "must be an address that starts with https:// or http://";
        }

        if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
            return "must not carry a user, a query or a fragment: keys go into a setting of their own";
        if (address.Scheme == "http" && provider != ModelProvider.OpenAICompatible && !address.IsLoopback)
            return "must start with https://, or the key would travel in the clear";
        return null;
    }

    private Uri Complete(string path, ModelProvider provider, Uri address)
    {
        var way = address.AbsolutePath.Trim('/');
        if (provider != ModelProvider.AzureOpenAI || way.EndsWith("openai/v1", StringComparison.OrdinalIgnoreCase))
            return address;
        if (way.Length > 0)
            errors.Add($"{path}: the endpoint must be the resource's address alone, or end in /openai/v1.");
        return new Uri(address, "/openai/v1/");
    }
}
