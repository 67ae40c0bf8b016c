using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker.Extensions.DurableTask;

/// <summary>Where the access token of a request comes from.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ManagedIdentityTokenSource), "AzureManagedIdentity")]
public abstract class TokenSource
{
    private protected TokenSource(string resource)
    {
        ArgumentException.ThrowIfNullOrEmpty(resource);
        Resource = resource;
    }

    /// <summary>The resource the token is for.</summary>
    [JsonPropertyName("resource")]
    public string Resource { get; }
}

/// <summary>A token of the app's managed identity.</summary>
/// <param name="resource">The resource the token is for.</param>
/// <param name="options">Where to ask, or null.</param>
public class ManagedIdentityTokenSource(string resource, ManagedIdentityOptions? options = null) : TokenSource(resource)
{
    /// <summary>Where to ask, or null.</summary>
    [JsonPropertyName("options")]
    public ManagedIdentityOptions? Options { get; } = options;
}

/// <summary>Where to ask for a token.</summary>
/// <param name="authorityHost">The authority, or null for the public one.</param>
/// <param name="tenantId">The tenant, or null for the app's own.</param>
public class ManagedIdentityOptions(Uri? authorityHost = null, string? tenantId = null)
{
    /// <summary>The authority, or null for the public one.</summary>
    [JsonPropertyName("authorityhost")]
    public Uri? AuthorityHost { get; set; } = authorityHost;

    /// <summary>The tenant, or null for the app's own.</summary>
    [JsonPropertyName("tenantid")]
    public string? TenantId { get; set; } = tenantId;
}
