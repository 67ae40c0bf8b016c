using Azure.Core;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;

/// <summary>The activity behind CallHttpAsync: one request, one answer of whatever status.</summary>
internal sealed class HttpCallActivity(HttpClient client, IServiceProvider services) : TaskActivity<DurableHttpRequest, DurableHttpResponse>
{
    // HttpClient's own default, which Durable Functions' callers are used to.
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(100);

    public override async Task<DurableHttpResponse> RunAsync(TaskActivityContext context, DurableHttpRequest input)
    {
        using var limit = new CancellationTokenSource(input.Timeout ?? DefaultTimeout);
        try
        {
            return await SendAsync(input, limit);
        }
        catch (OperationCanceledException error) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException($"{input.Method} {input.Uri} was not answered within {input.Timeout ?? DefaultTimeout}.", error);
        }
    }

    private async Task<DurableHttpResponse> SendAsync(DurableHttpRequest input, CancellationTokenSource limit)
    {
        using var request = await MessageAsync(input, limit.Token);
        using var response = await client.SendAsync(request, limit.Token);
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => new StringValues([.. header.Value]), StringComparer.OrdinalIgnoreCase);
        return new(response.StatusCode) { Headers = headers, Content = await response.Content.ReadAsStringAsync(limit.Token) };
    }

    private async Task<HttpRequestMessage> MessageAsync(DurableHttpRequest input, CancellationToken cancellation)
    {
        var message = new HttpRequestMessage(input.Method, input.Uri);
        if (input.Content is not null)
        {
            message.Content = new StringContent(input.Content);
            message.Content.Headers.ContentType = new("application/json") { CharSet = "utf-8" };
        }

        foreach (var (name, values) in input.Headers ?? new Dictionary<string, StringValues>(StringComparer.Ordinal))
        {
            if (!message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values) && message.Content is { } content)
            {
                content.Headers.Remove(name);
                content.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        if (input.TokenSource is { } source)
            message.Headers.Authorization = new("Bearer", await TokenAsync(source, cancellation));
        return message;
    }

    private async Task<string> TokenAsync(TokenSource source, CancellationToken cancellation)
    {
        var credential = services.GetService<TokenCredential>()
            ?? throw new NotSupportedException($"The request asks for a token: add a {nameof(TokenCredential)} to the services.");
        var scope = source.Resource.EndsWith("/.default", StringComparison.Ordinal)
            ? source.Resource
            : $"{source.Resource.TrimEnd('/')}/.default";
        var tenant = (source as ManagedIdentityTokenSource)?.Options?.TenantId;
        var token = await credential.GetTokenAsync(new TokenRequestContext([scope], tenantId: tenant), cancellation);
        return token.Token;
    }
}
