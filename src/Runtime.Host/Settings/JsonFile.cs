using System.Text;
using System.Text.Json;
using Runtime.Host.Hosting;
using Workflows.Runtime;

namespace Runtime.Host.Settings;

/// <summary>Reads a settings file as Functions tools do: comments, trailing commas and a byte order mark are allowed.</summary>
internal static class JsonFile
{
    private const int BytesMax = 1 << 20;       // settings are written by people; a larger file is the wrong file

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The file's root object flattened to paths joined with ':' (in file order), or null when there is no such file.</summary>
    public static IReadOnlyList<KeyValuePair<string, string?>>? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        using var document = Parse(path, ReadBytes(path));
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new HostConfigurationException($"{path} must hold a JSON object, such as {{ \"version\": \"2.0\" }}.");
        var values = new List<KeyValuePair<string, string?>>();
        Flatten(document.RootElement, prefix: "", values);
        return values;
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            if (new FileInfo(path).Length > BytesMax)
                throw new HostConfigurationException($"{path} is larger than 1 MiB, as settings never are. Put the right file there.");
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HostConfigurationException($"{path} cannot be read: {error.Message} Check the file's permissions.", error);
        }
    }

    private static JsonDocument Parse(string path, byte[] bytes)
    {
        var text = bytes.AsMemory(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0);
        try
        {
            return JsonDocument.Parse(text, Lenient);
        }
        catch (JsonException error)
        {
            var line = (error.LineNumber ?? 0) + 1;
            var column = (error.BytePositionInLine ?? 0) + 1;
            throw new HostConfigurationException($"{path} is not valid JSON at line {line}, column {column}: {Reason(error)}", error);
        }
    }

    private static string Reason(JsonException error)
    {
        var position = error.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return position > 0 ? error.Message[..position] : error.Message;
    }

    private static void Flatten(JsonElement element, string prefix, List<KeyValuePair<string, string?>> values)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                    Flatten(property.Value, Join(prefix, property.Name), values);
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                    Flatten(item, Join(prefix, $"{index++}"), values);
                break;
            default:
                values.Add(new(prefix, element.ValueKind == JsonValueKind.Null ? null : element.ToString()));
                break;
        }
    }

    private static string Join(string prefix, string name) => prefix.Length == 0 ? name : $"{prefix}:{name}";
}
