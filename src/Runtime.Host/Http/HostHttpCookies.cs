using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Http;

namespace Runtime.Host.Http;

internal sealed class HostHttpCookies : HttpCookies
{
    private readonly List<IHttpCookie> cookies = [];

    public override void Append(string name, string value) => cookies.Add(new HttpCookie(name, value));

    public override void Append(IHttpCookie cookie) => cookies.Add(cookie);

    public override IHttpCookie CreateNew() => new HttpCookie("name", "");

    public void AppendTo(IResponseCookies response)
    {
        foreach (var cookie in cookies)
            response.Append(cookie.Name, cookie.Value, Options(cookie));
    }

    private static CookieOptions Options(IHttpCookie cookie) => new()
    {
        Domain = cookie.Domain,
        Path = cookie.Path ?? "/",
        Expires = cookie.Expires,
        MaxAge = cookie.MaxAge is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        HttpOnly = cookie.HttpOnly ?? false,
        Secure = cookie.Secure ?? false,
        SameSite = cookie.SameSite switch
        {
            SameSite.Lax => SameSiteMode.Lax,
            SameSite.Strict => SameSiteMode.Strict,
            SameSite.ExplicitNone => SameSiteMode.None,
            _ => SameSiteMode.Unspecified,
        },
    };
}
