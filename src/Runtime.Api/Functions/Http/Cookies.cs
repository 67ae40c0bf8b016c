namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>Whether a cookie is sent across sites.</summary>
public enum SameSite
{
    /// <summary>Nothing is said.</summary>
    None = 0,

    /// <summary>With top-level navigation only.</summary>
    Lax = 1,

    /// <summary>Within the site only.</summary>
    Strict = 2,

    /// <summary>Always, and said so.</summary>
    ExplicitNone = 3,
}

/// <summary>A cookie.</summary>
public interface IHttpCookie
{
    /// <summary>Its domain.</summary>
    string? Domain { get; }

    /// <summary>When it ends.</summary>
    DateTimeOffset? Expires { get; }

    /// <summary>Whether scripts cannot read it.</summary>
    bool? HttpOnly { get; }

    /// <summary>Its life in seconds.</summary>
    double? MaxAge { get; }

    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>Its path.</summary>
    string? Path { get; }

    /// <summary>Whether it is sent across sites.</summary>
    SameSite SameSite { get; }

    /// <summary>Whether it is sent over HTTPS only.</summary>
    bool? Secure { get; }

    /// <summary>Its value.</summary>
    string Value { get; }
}

/// <summary>A cookie as plain data.</summary>
/// <param name="name">Its name.</param>
/// <param name="value">Its value.</param>
public sealed class HttpCookie(string name, string value) : IHttpCookie
{
    /// <inheritdoc/>
    public string? Domain { get; set; }

    /// <inheritdoc/>
    public DateTimeOffset? Expires { get; set; }

    /// <inheritdoc/>
    public bool? HttpOnly { get; set; }

    /// <inheritdoc/>
    public double? MaxAge { get; set; }

    /// <inheritdoc/>
    public string Name { get; set; } = name;

    /// <inheritdoc/>
    public string? Path { get; set; }

    /// <inheritdoc/>
    public SameSite SameSite { get; set; }

    /// <inheritdoc/>
    public bool? Secure { get; set; }

    /// <inheritdoc/>
    public string Value { get; set; } = value;
}

/// <summary>The cookies of an answer.</summary>
public abstract class HttpCookies
{
    /// <summary>Adds a cookie.</summary>
    public abstract void Append(string name, string value);

    /// <summary>Adds a cookie.</summary>
    public abstract void Append(IHttpCookie cookie);

    /// <summary>A new cookie, not yet added.</summary>
    public abstract IHttpCookie CreateNew();
}
