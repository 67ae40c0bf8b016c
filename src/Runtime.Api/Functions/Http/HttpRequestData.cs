using System.Collections.Specialized;
using System.Security.Claims;
using System.Web;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>An HTTP request that calls a function.</summary>
/// <param name="functionContext">The call.</param>
public abstract class HttpRequestData(FunctionContext functionContext)
{
    private NameValueCollection? query;

    /// <summary>The body; it can be read once.</summary>
    public abstract Stream Body { get; }

    /// <summary>The headers.</summary>
    public abstract HttpHeadersCollection Headers { get; }

    /// <summary>The cookies.</summary>
    public abstract IReadOnlyCollection<IHttpCookie> Cookies { get; }

    /// <summary>The address that was asked for.</summary>
    public abstract Uri Url { get; }

    /// <summary>Who asks.</summary>
    public abstract IEnumerable<ClaimsIdentity> Identities { get; }

    /// <summary>The method, such as GET.</summary>
    public abstract string Method { get; }

    /// <summary>The call.</summary>
    public FunctionContext FunctionContext { get; } = functionContext ?? throw new ArgumentNullException(nameof(functionContext));

    /// <summary>The query, decoded.</summary>
    public virtual NameValueCollection Query => query ??= HttpUtility.ParseQueryString(Url.Query);

    /// <summary>An empty answer.</summary>
    public abstract HttpResponseData CreateResponse();
}
