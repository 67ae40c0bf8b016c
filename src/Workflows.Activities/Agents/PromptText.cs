using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Encodings.Web;

namespace Workflows.Activities.Agents;

/// <summary>
/// The form of the material in a prompt: sections between tags, each tag alone on its line. Lines of files carry their number and a bar, so
/// nothing
/// in a file can look like a tag: "12| text".
/// </summary>
internal static class PromptText
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static void AppendFile(StringBuilder prompt, Excerpt excerpt)
    {
        var source = excerpt.Source;
        var language = source.Language is null ? "" : $" language={JsonSerializer.Serialize(source.Language, Json)}";
        prompt.Append(CultureInfo.InvariantCulture,
            $"<file path={JsonSerializer.Serialize(source.Path, Json)} lines=\"{source.TotalLines}\"{language}>\n");
        var last = 0;
        foreach (var number in excerpt.Lines)
        {
            if (number != last + 1)
                prompt.Append("…\n");
            last = number;
            var line = source.Lines[number - 1];
            prompt.Append(CultureInfo.InvariantCulture, $"{number}| ");
            if (line.Length <= ExcerptPicker.LineCharsMax)
                prompt.Append(line).Append('\n');
            else
                prompt.Append(line, 0, ExcerptPicker.LineCharsMax).Append(CultureInfo.InvariantCulture,
                    $" … {line.Length - ExcerptPicker.LineCharsMax} more characters\n");
        }

        prompt.Append("</file>\n");
    }

    public static void AppendJson<T>(StringBuilder prompt, string tag, T value) =>
        prompt.Append('<').Append(tag).Append(">\n").Append(JsonSerializer.Serialize(value, Json)).Append("\n</").Append(tag).Append(">\n");
}
