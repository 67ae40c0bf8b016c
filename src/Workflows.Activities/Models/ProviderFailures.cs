using System.Net;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Models;

/// <summary>The table from what can go wrong at a provider to our types, with the cure in each message.</summary>
internal sealed class ProviderFailures(NamedModel model)
{
    public const string Missing = "missing";

    private readonly string who = $"Model {model.Name}";

    private string KeyCure => model.KeySetting is { } setting ? $"check the key in {setting}" : "the server wants a key: set ApiKeySetting";

    public ModelFailure FromStatus(HttpStatusCode status, string body, TimeSpan? wait)
    {
        var error = ProviderError.Parse(body);
        var said = Said(error);
        return (int)status switch
        {
            _ when IsFilter(error) => new Refused($"{who}: the provider's content filter declined the question.{said}"),
            401 => new Unauthorized($"{who}: the provider does not accept the key (401): {KeyCure}.") { Cause = "key" },
            403 => new Unauthorized($"{who}: the key may not use {model.Model} (403): {KeyCure} and the account's rights.") { Cause = "key" },
            402 => new Unauthorized($"{who}: the account has no credit (402): add credit with the provider.") { Cause = "credit" },
            429 when error.Code is "insufficient_quota" or "billing_hard_limit_reached" =>
                new Unauthorized($"{who}: the account's quota is used up (429): add credit with the provider.") { Cause = "credit" },
            429 => new Throttled($"{who}: too many requests (429): wait{For(wait)}, or lower MaxConcurrent.", wait) { Cause = "rateLimit" },
            404 => new InvalidRequest($"{who}: the provider knows no {model.Model} at this address (404): check Model and Endpoint.{said}")
                { Cause = Missing },
            413 => new InvalidRequest($"{who}: the question is too large (413): shorten it.{said}"),
            408 => new TimedOut($"{who}: the provider gave up waiting (408): try again.") { Cause = "timeout" },
            >= 300 and < 400 => new InvalidRequest($"{who}: the server redirects ({(int)status}): set Endpoint to its final address."),
            409 or 425 or >= 500 => new Unavailable($"{who}: the provider fails ({(int)status}): try again{For(wait)}.{said}", wait)
                { Cause = (int)status is 503 or 529 ? "overloaded" : "serverError" },
            _ => new InvalidRequest($"{who}: the provider rejects the question ({(int)status}).{said}"),
        };
    }

    /// <summary>What stands for a question that is not sent, because the provider wants to be left alone; null when it does not.</summary>
    public Throttled? Held(TimeSpan wait) => wait > TimeSpan.Zero
        ? new Throttled($"{who}: the provider wants to be left alone: wait{For(wait)}, or lower MaxConcurrent.", wait) { Cause = "rateLimit" }
        : null;

    public ModelFailure Missed() =>
        new Unavailable($"{who}: its local server does not have {model.Model} yet; it is being fetched.") { Cause = Missing };

    public ModelFailure Unreachable(HttpRequestException error) => new Unavailable(error.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => $"{who}: the server's name does not resolve: check Endpoint and the network.",
        HttpRequestError.ConnectionError => $"{who}: no connection to the server: check that it runs, Endpoint and the network.",
        HttpRequestError.SecureConnectionError => $"{who}: no secure connection: check the server's certificate and the proxy.",
        _ => $"{who}: the connection broke before an answer came: try again.",
    }) { Cause = "unreachable" };

    public ModelFailure CutOff() => new Unavailable($"{who}: the connection broke in the middle of the answer: try again.") { Cause = "cutOff" };

    public ModelFailure TooLarge(int limit) =>
        new Malformed($"{who}: the answer is larger than {limit / (1024 * 1024)} MiB: check Endpoint.") { Cause = "garbage" };

    public ModelFailure WrongType(string type) =>
        new Malformed($"{who}: the server answered {Scrub(type)} where JSON was due: check Endpoint; a login page looks like this.")
        { Cause = "garbage" };

    public ModelFailure TimedOut() =>
        new TimedOut($"{who}: no answer within {model.Timeout.TotalSeconds:0} s: try again, ask for less, or raise TimeoutSeconds.")
        { Cause = "timeout" };

    /// <summary>Whatever a package threw. Packages quote bodies and headers in their texts, so none of that text is taken over.</summary>
    public ModelFailure FromException(Exception error)
    {
        for (var at = error; at is not null; at = at.InnerException)
        {
            if (at is ProviderCallException known)
                return known.Failure;
            // Anthropic's package has one exception for what cannot be read and for an error the provider sends in place of the rest.
            if (at.GetType().Name == "AnthropicSseException" && at.Message.Contains("_error", StringComparison.Ordinal))
                return new Unavailable($"{who}: the provider broke off the answer with an error of its own: try again.") { Cause = "overloaded" };
        }

        return error is HttpRequestException or IOException
            ? CutOff()
            : new Malformed($"{who}: the answer does not follow the provider's protocol ({error.GetType().Name}): check Endpoint.")
            { Cause = "garbage" };
    }

    public string Scrub(string text) => model.Key?.Scrub(text) ?? text;

    private string Said(ProviderError error) => error.Message.Length == 0 ? "" : $" It said: {Scrub(error.Message)}";

    private static bool IsFilter(ProviderError error) =>
        error.Code is "content_filter" or "content_policy_violation" or "ResponsibleAIPolicyViolation";

    private static string For(TimeSpan? wait) => wait is { } time ? $" {Math.Ceiling(time.TotalSeconds):0} s" : " a little";
}
