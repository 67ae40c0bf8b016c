using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Runtime.Engine.Inspection;

namespace Workflows.Cli.Hubs;

/// <summary>A client of a server's management addresses. What the server refuses becomes a message and an exit code.</summary>
internal sealed class RunApiClient : IDisposable
{
    private const string Runs = "/api/v1/runs";
    private const string Instances = "/runtime/webhooks/durabletask/instances";

    // In the environment and not an option: command lines are seen by every user of the machine.
    private const string KeyVariable = "WORKFLOWS_KEY";

    private readonly HttpClient client;

    /// <exception cref="CliException">The address is none.</exception>
    public RunApiClient(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            throw new CliException(ExitCode.Usage, $"'{url}' is no address; write for example --url http://127.0.0.1:7071.");
        client = new HttpClient { BaseAddress = address };
        if (Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key)
            client.DefaultRequestHeaders.TryAddWithoutValidation("x-functions-key", key);
    }

    /// <summary>Reads JSON below <c>/api/v1/runs</c>.</summary>
    public async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, Runs + path, content: null, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    /// <summary>Reads an archive below <c>/api/v1/runs</c>.</summary>
    public async Task<RunArchive> ExportAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, Runs + path, content: null, cancellationToken);
        return await RunArchiveFile.ReadAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken);
    }

    /// <summary>Posts JSON below <c>/api/v1/runs</c> and reads the answer.</summary>
    public async Task<JsonElement> PostAsync(string path, object body, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Post, Runs + path, JsonContent.Create(body, options: InspectionJson.Options), cancellationToken);
        return response.StatusCode == HttpStatusCode.Accepted ? default : await ReadAsync<JsonElement>(response, cancellationToken);
    }

    /// <summary>Reads JSON of the app's own.</summary>
    public async Task<T> GetAppAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, path, content: null, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    /// <summary>Posts JSON to the app.</summary>
    public async Task PostAppAsync(string path, object body, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Post, path, JsonContent.Create(body, options: InspectionJson.Options), cancellationToken);
    }

    /// <summary>Opens a stream of the app's; the caller disposes the answer.</summary>
    public Task<HttpResponseMessage> OpenStreamAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, content: null, cancellationToken, HttpCompletionOption.ResponseHeadersRead);

    /// <summary>Steers an instance as Durable Functions' clients do.</summary>
    public async Task SteerAsync(HttpMethod method, string path, string? json, CancellationToken cancellationToken)
    {
        var content = json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var response = await SendAsync(method, Instances + path, content, cancellationToken);
    }

    public void Dispose() => client.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken,
        HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        try
        {
            var response = await client.SendAsync(request, completion, cancellationToken);
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
                throw await RefusalAsync(response, cancellationToken);
        }
        catch (HttpRequestException error)
        {
            throw new CliException(ExitCode.Hub, $"No server answers at {client.BaseAddress}: {error.Message}. Start one with dev, or leave out --url.");
        }
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return (await response.Content.ReadFromJsonAsync<T>(InspectionJson.Options, cancellationToken))!;
        }
        catch (JsonException)
        {
            throw new CliException(ExitCode.Hub, $"What answers at {client.BaseAddress} is not a server of this program, or one of another version.");
        }
    }

    private static async Task<CliException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var exitCode = response.StatusCode switch
        {
            HttpStatusCode.NotFound => ExitCode.Usage,
            HttpStatusCode.BadRequest => ExitCode.BadInput,
            _ => ExitCode.Failed,
        };
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            return new CliException(exitCode, $"The server asks for a key: set {KeyVariable} to its system or master key. 'keys rotate' makes a new one.");
        return new CliException(exitCode, Detail(text) ?? $"The server answered {(int)response.StatusCode}.");
    }

    private static string? Detail(string text)
    {
        try
        {
            using var problem = JsonDocument.Parse(text);
            return problem.RootElement.GetProperty("detail").GetString();
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
