using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Workflows.Activities.Models.Services;

/// <summary>
/// What is said to a local service beside questions: OpenAI's list of models and a first question, and of Ollama's own API what other servers have
/// no word for, to fetch a model and to let one go.
/// </summary>
internal sealed class ServiceTalk(NamedModel model) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);        // for what needs no work
    private readonly HttpClient http = new() { Timeout = Timeout.InfiniteTimeSpan };

    private string Base => model.Endpoint!.AbsoluteUri.TrimEnd('/');

    public async Task<bool> ListsModelsAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        return await SendAsync(HttpMethod.Get, Base + "/models", null, limit.Token) is { } status && (int)status is >= 200 and < 300;
    }

    /// <summary>Asks for one token, so that the weights are in memory. False while it is still loading; all else is for the question itself to tell.</summary>
    public async Task<bool> WarmAsync(CancellationToken cancellationToken)
    {
        var question = new { model = model.Model, max_tokens = 1, messages = new[] { new { role = "user", content = "ok" } } };
        return await SendAsync(HttpMethod.Post, Base + "/chat/completions", question, cancellationToken) is { } status
            && status != HttpStatusCode.ServiceUnavailable;
    }

    /// <summary>Has Ollama fetch the model; null when the server has no such address.</summary>
    public async Task<string?> PullAsync(CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Post, Root("/api/pull"), new { model = model.Model, stream = false });
        using var response = await http.SendAsync(request, cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
            return null;
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode && !body.Contains("\"error\"", StringComparison.Ordinal)
            ? "fetched the model"
            : $"fetching the model failed ({(int)response.StatusCode}): {ProviderError.Parse(body).Message}";
    }

    /// <summary>Has Ollama let the model go from memory; false when the server cannot.</summary>
    public async Task<bool> UnloadAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        return await SendAsync(HttpMethod.Post, Root("/api/generate"), new { model = model.Model, keep_alive = 0 }, limit.Token) == HttpStatusCode.OK;
    }

    public void Dispose() => http.Dispose();

    private string Root(string path) => new Uri(model.Endpoint!, path).AbsoluteUri;

    private async Task<HttpStatusCode?> SendAsync(HttpMethod method, string address, object? body, CancellationToken cancellationToken)
    {
        try
        {
            using var request = Request(method, address, body);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.StatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string address, object? body)
    {
        var request = new HttpRequestMessage(method, address);
        if (body is not null)
            request.Content = JsonContent.Create(body, options: JsonSerializerOptions.Default);
        if (model.Key is { } key)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
        return request;
    }
}
