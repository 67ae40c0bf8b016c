using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Runtime.Engine.Inspection;
using Runtime.Engine.Pumps;
using Runtime.Engine.Store;
using Runtime.Host.Access;
using Runtime.Host.Http;

namespace Runtime.Host.RunApi;

/// <summary>Reads requests and writes answers of the run API. What cannot be read is the caller's mistake, and its field is named.</summary>
internal static class RunRequest
{
    /// <summary>The run of the route, or 404.</summary>
    public static RunRow Require(HttpContext http, DurableEngine engine)
    {
        var id = (string)http.Request.RouteValues["id"]!;
        return (id.StartsWith('@') ? null : engine.Find(id))
            ?? throw new BadInputException($"There is no run '{id}'.", StatusCodes.Status404NotFound) { Field = "id" };
    }

    /// <summary>A misspelled filter would find everything.</summary>
    public static void AllowOnly(HttpRequest request, params string[] names)
    {
        if (request.Query.Keys.FirstOrDefault(key => !IsKnown(key, names)) is { } unknown)
            throw Bad(unknown, names.Length == 0 ? $"'{unknown}' is unknown; this address takes no query." : $"'{unknown}' is unknown; there is {string.Join(", ", names)}.");
    }

    private static bool IsKnown(string key, string[] names) =>
        names.Contains(key, StringComparer.OrdinalIgnoreCase) || key.Equals(AccessGate.KeyQuery, StringComparison.OrdinalIgnoreCase);

    public static string? Text(HttpRequest request, string name) => request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    public static int? Whole(HttpRequest request, string name, int least, int most)
    {
        if (Text(request, name) is not { } text)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Bad(name, $"'{name}' must be a whole number from {least} to {most}.");
    }

    public static DateTime? Time(HttpRequest request, string name)
    {
        if (Text(request, name) is not { } text)
            return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.UtcDateTime
            : throw Bad(name, $"'{name}' must be a time such as 2026-01-31T12:00:00Z.");
    }

    /// <summary>The body, a JSON object with none but these properties; null when it is empty.</summary>
    public static async Task<JsonElement?> ReadObjectAsync(HttpContext http, params string[] names)
    {
        if (await RequestBody.ReadJsonAsync(http.Request, http.RequestAborted) is not { } body)
            return null;
        if (body.ValueKind != JsonValueKind.Object)
            throw new BadInputException("The body must be a JSON object.");
        foreach (var property in body.EnumerateObject())
        {
            if (!names.Contains(property.Name, StringComparer.Ordinal))
                throw Bad(property.Name, $"'{property.Name}' is unknown; there is {string.Join(", ", names)}.");
        }

        return body;
    }

    public static string? Text(JsonElement body, string name)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Bad(name, $"'{name}' must be text.");
    }

    public static BadInputException Bad(string field, string message) => new(message) { Field = field };

    public static Task SendAsync<T>(HttpContext http, T answer)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        return JsonSerializer.SerializeAsync(http.Response.Body, answer, InspectionJson.Options, http.RequestAborted);
    }
}
