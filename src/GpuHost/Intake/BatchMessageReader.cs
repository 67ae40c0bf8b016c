using System.Text.Json;
using System.Text.Json.Serialization;
using Workflows.Contracts.Batches;

namespace GpuHost.Intake;

/// <summary>Reads a message of the queue of batches, and says all that is wrong with it. Pure.</summary>
internal static class BatchMessageReader
{
    public const int IdCharsMax = 200;
    private const int RunCharsMax = 256;            // Durable Task's own limit
    private const int EventCharsMax = 256;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        MaxDepth = 8,
    };

    /// <summary>Reads a body, as it is or in Base64.</summary>
    /// <param name="body">What the queue holds.</param>
    /// <param name="problem">Why it is no message; null when it is one.</param>
    /// <returns>The message; null when it is none.</returns>
    public static BatchMessage? Read(ReadOnlyMemory<byte> body, out string? problem)
    {
        if (Text(body) is not { } text)
        {
            problem = "it is neither JSON nor JSON in Base64";
            return null;
        }

        try
        {
            var message = JsonSerializer.Deserialize<BatchMessage>(text.Span, Json);
            problem = message is null ? "it is null" : Problem(message);
            return problem is null ? message : null;
        }
        catch (Exception error) when (IsOfTheText(error))
        {
            problem = $"it is not the JSON of a batch ({error.Message.TrimEnd('.')})";
            return null;
        }
    }

    /// <summary>Whom a message that is wrong otherwise wants told; null when that cannot be read either.</summary>
    public static BatchNotice? NoticeOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(Text(body) ?? default);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("notify", out var notify)
                && notify.Deserialize<BatchNotice>(Json) is { } notice && ProblemOf(notice) is null ? notice : null;
        }
        catch (Exception error) when (IsOfTheText(error))
        {
            return null;
        }
    }

    // The reader names text that is no UTF-16, such as half a surrogate pair in an escape, by an InvalidOperationException.
    private static bool IsOfTheText(Exception error) => error is JsonException or InvalidOperationException or ArgumentException or NotSupportedException;

    private static ReadOnlyMemory<byte>? Text(ReadOnlyMemory<byte> body)
    {
        var text = body.Span.TrimStart(" \t\r\n"u8);
        if (text.StartsWith("{"u8))
            return body;
        return QueueBody.TryDecode(body, QueueEncoding.Base64, out var decoded) && decoded.Length > 0 ? decoded : default(ReadOnlyMemory<byte>?);
    }

    private static string? Problem(BatchMessage message)
    {
        if (message.Version != BatchMessage.VersionNow)
            return $"its version is {message.Version}, and this host knows {BatchMessage.VersionNow}";
        if (message.Id is { } id && (id.Length is 0 or > IdCharsMax || id.Any(char.IsControl)))
            return $"its id is empty, has more than {IdCharsMax} characters, or control characters";
        if (message.Notify is { } notice && ProblemOf(notice) is { } wrong)
            return wrong;
        return SourceProblem(message.Source);
    }

    private static string? ProblemOf(BatchNotice notice) =>
        string.IsNullOrWhiteSpace(notice.Run) || notice.Run.Length > RunCharsMax
        || string.IsNullOrWhiteSpace(notice.Event) || notice.Event.Length > EventCharsMax
            ? $"whom to notify is not said: run and event have 1 to {RunCharsMax} characters"
            : null;

    private static string? SourceProblem(BatchSource source)
    {
        var kind = source.Kind;
        if (!Enum.IsDefined(kind))
            return $"there is no kind of source {kind}";
        if (kind == BatchSourceKind.Folder)
        {
            return string.IsNullOrEmpty(source.Folder) ? "a source of kind Folder names a folder"
                : source.Paths.Any(path => path is null) ? "a path is null"
                : source.Container is not null || source.Blob is not null || source.Items.Count > 0 ? "a source of kind Folder names no blobs" : null;
        }

        if (string.IsNullOrEmpty(source.Container))
            return $"a source of kind {kind} names a container";
        if (source.Folder is not null || source.Paths.Count > 0)
            return $"a source of kind {kind} names no folder and no paths";
        if (kind != BatchSourceKind.Blobs)
        {
            return string.IsNullOrEmpty(source.Blob) ? $"a source of kind {kind} names a blob"
                : source.Items.Count > 0 ? $"a source of kind {kind} names one blob and no items" : null;
        }

        if (source.Blob is not null)
            return "a source of kind Blobs names its blobs as items";
        return source.Items.Count == 0 ? "a source of kind Blobs has no items" : source.Items.Select(ItemProblem).FirstOrDefault(problem => problem is not null);
    }

    // The reader holds members to what they may be, not what lists hold.
    private static string? ItemProblem(BatchItem? item) =>
        item is null ? "an item is null"
        : string.IsNullOrEmpty(item.Name) ? "an item has no name"
        : item.Offset < 0 || item.Length <= 0 ? $"the part of '{item.Name}' begins before the blob or has no bytes" : null;
}
