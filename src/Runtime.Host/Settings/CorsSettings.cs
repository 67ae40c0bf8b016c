using Microsoft.Extensions.Configuration;

namespace Runtime.Host.Settings;

/// <summary>Pages of which sites may call the host, as local.settings.json says it: <c>Host.CORS</c> and <c>Host.CORSCredentials</c>.</summary>
/// <param name="Origins">The origins, without a trailing slash; empty when <paramref name="Any"/>.</param>
/// <param name="Any">Every site may.</param>
/// <param name="Credentials">Their cookies may come along.</param>
internal sealed record CorsSettings(IReadOnlySet<string> Origins, bool Any, bool Credentials)
{
    public bool Allows(string origin) => Any || Origins.Contains(origin);

    /// <summary>Null when nothing is said.</summary>
    public static CorsSettings? Read(IConfiguration configuration, List<string> errors)
    {
        if (configuration["Host:CORS"] is not { Length: > 0 } text)
            return null;
        var written = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var origins = new HashSet<string>(written.Where(one => one != "*").Select(one => one.TrimEnd('/')), StringComparer.OrdinalIgnoreCase);
        errors.AddRange(origins.Where(origin => !IsOrigin(origin)).Select(
            origin => $"Host:CORS has '{origin}'; write origins such as https://app.example.com, with commas between them, or *."));
        var credentials = configuration["Host:CORSCredentials"] is { Length: > 0 } flag && ReadFlag(flag, errors);
        var any = written.Contains("*", StringComparer.Ordinal);
        if (any && credentials)
            errors.Add("Host:CORS is '*' and Host:CORSCredentials is true; browsers refuse that, so name the origins.");
        return new CorsSettings(origins, any, credentials);
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.GetLeftPart(UriPartial.Authority).Equals(text, StringComparison.OrdinalIgnoreCase);

    private static bool ReadFlag(string text, List<string> errors)
    {
        if (!bool.TryParse(text, out var flag))
            errors.Add($"Host:CORSCredentials is '{text}'; write true or false.");
        return flag;
    }
}
