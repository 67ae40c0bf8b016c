using System.Text;

namespace Workflows.Activities.Models;

/// <summary>
/// The border to a provider, the same for every package: it sits under the package's HTTP client, so status codes, Retry-After, content
/// types and broken connections become our types in one place, before a package wraps them in types of its own.
/// </summary>
internal sealed class ProviderBorder(NamedModel model, HttpMessageHandler inner, RateWindows windows, TimeProvider clock) : DelegatingHandler(inner)
{
    internal const int AnswerBytesMax = 16 * 1024 * 1024;    // a million output tokens are about 4 MB; beyond that it is not an answer
    private const int ErrorBytesMax = 64 * 1024;            // enough for any provider's error object; a page of HTML is cut

    private readonly ProviderFailures failures = new(model);

    /// <exception cref="ProviderCallException">The provider did not give a whole answer of the right type.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException error)
        {
            throw new ProviderCallException(failures.Unreachable(error));
        }

        try
        {
            await CheckAsync(response, cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private async Task CheckAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var empty = RateHeaders.Read(response.Headers, clock);
        windows.Note(model.Name, empty);
        if (!response.IsSuccessStatusCode)
        {
            var body = await ReadErrorAsync(response, cancellationToken);
            throw new ProviderCallException(failures.FromStatus(response.StatusCode, body, RetryAfter.Read(response.Headers, clock) ?? empty));
        }

        var type = response.Content.Headers.ContentType?.MediaType;
        if (type == "text/event-stream")
            return;
        if (type is not (null or "application/json") && !type.EndsWith("+json", StringComparison.OrdinalIgnoreCase))
            throw new ProviderCallException(failures.WrongType(type));
        try
        {
            await response.Content.LoadIntoBufferAsync(AnswerBytesMax, cancellationToken);
        }
        catch (HttpRequestException error) when (error.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new ProviderCallException(failures.TooLarge(AnswerBytesMax));
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new ProviderCallException(failures.CutOff());
        }
    }

    /// <summary>As much of the error's body as came; a body that breaks off does not hide the status.</summary>
    private static async Task<string> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = new byte[ErrorBytesMax];
        int count;
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            count = await stream.ReadAtLeastAsync(buffer, ErrorBytesMax, throwOnEndOfStream: false, cancellationToken);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return "";
        }

        return Encoding.UTF8.GetString(buffer, 0, count);
    }
}
