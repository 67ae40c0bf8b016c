using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Runtime.Host.Http;

/// <summary>An error as the caller sees it: RFC 9457 problem details. Never a stack trace, never an exception's type.</summary>
internal static class Problem
{
    /// <summary>Writes quotes and ampersands as they are: the answer is JSON, never part of a page.</summary>
    public static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers with a status and a JSON problem. A member more may name the wrong field, or the log entry that has the details.</summary>
    public static async Task WriteAsync(HttpContext http, int status, string detail, (string Name, string Value)? member = null)
    {
        var response = http.Response;
        var (allowed, later, connection) = (response.Headers.Allow, response.Headers.RetryAfter, response.Headers.Connection);
        response.Clear();
        response.Headers.Allow = allowed;
        response.Headers.RetryAfter = later;
        response.Headers.Connection = connection;
        response.StatusCode = status;
        response.ContentType = "application/problem+json";
        await using var writer = new Utf8JsonWriter(response.BodyWriter, Readable);
        writer.WriteStartObject();
        writer.WriteString("type", "about:blank");
        writer.WriteString("title", ReasonPhrases.GetReasonPhrase(status));
        writer.WriteNumber("status", status);
        writer.WriteString("detail", detail);
        if (member is { } more)
            writer.WriteString(more.Name, more.Value);
        writer.WriteEndObject();
    }
}
