using Microsoft.Azure.Functions.Worker.Http;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Finds the address under which the caller sees this host, and makes management addresses from it.</summary>
internal static class ManagementAddress
{
    private const string Root = "runtime/webhooks/durabletask/instances";

    /// <summary>The addresses of an instance. Reason and event name are left open as <c>{text}</c> and <c>{eventName}</c>.</summary>
    /// <param name="baseUrl">Scheme and authority.</param>
    /// <param name="instanceId">The instance.</param>
    /// <param name="code">What opens the addresses; null where nothing is asked for.</param>
    internal static HttpManagementPayload Payload(string baseUrl, string instanceId, string? code = null)
    {
        var instance = $"{baseUrl}/{Root}/{Uri.EscapeDataString(instanceId)}";
        return new()
        {
            Id = instanceId,
            StatusQueryGetUri = WithCode(instance, code),
            PurgeHistoryDeleteUri = WithCode(instance, code),
            SendEventPostUri = WithCode($"{instance}/raiseEvent/{{eventName}}", code),
            TerminatePostUri = WithCode($"{instance}/terminate?reason={{text}}", code),
            SuspendPostUri = WithCode($"{instance}/suspend?reason={{text}}", code),
            ResumePostUri = WithCode($"{instance}/resume?reason={{text}}", code),
        };
    }

    /// <summary>The address with its code, which needs no escaping.</summary>
    internal static string WithCode(string address, string? code) =>
        code is null ? address : $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}code={code}";

    /// <summary>Scheme and authority: of the Forwarded header, else of the X-Forwarded ones, else of the request itself.</summary>
    internal static string BaseUrl(HttpRequestData request)
    {
        var scheme = request.Url.Scheme;
        var authority = request.Url.Authority;
        if (First(request, "Forwarded") is { } forwarded)
        {
            scheme = Pair(forwarded, "proto") ?? scheme;
            authority = Pair(forwarded, "host") ?? authority;
        }
        else
        {
            scheme = First(request, "X-Forwarded-Proto") ?? scheme;
            authority = First(request, "X-Forwarded-Host") ?? authority;
        }

        // A header that does not make an address is somebody's mistake, or attack: then the request's own address counts.
        return Uri.TryCreate($"{scheme}://{authority}", UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            && address is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" }
                ? address.GetLeftPart(UriPartial.Authority)
                : request.Url.GetLeftPart(UriPartial.Authority);
    }

    // Proxies append to the list, so the first entry is the one nearest to the caller.
    private static string? First(HttpRequestData request, string header) =>
        request.Headers.TryGetValues(header, out var values)
        && values.FirstOrDefault()?.Split(',', 2)[0].Trim() is { Length: > 0 } first
            ? first
            : null;

    private static string? Pair(string forwarded, string key) => forwarded
        .Split(';', StringSplitOptions.TrimEntries)
        .Select(pair => pair.Split('=', 2))
        .Where(pair => pair.Length == 2 && string.Equals(pair[0], key, StringComparison.OrdinalIgnoreCase))
        .Select(pair => pair[1].Trim('"'))
        .FirstOrDefault(value => value.Length > 0);
}
