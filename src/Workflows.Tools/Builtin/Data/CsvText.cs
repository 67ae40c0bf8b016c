using System.Text;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Data;

/// <summary>RFC 4180.</summary>
internal static class CsvText
{
    public static IEnumerable<string[]> Rows(string text, char separator)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (quoted)
            {
                if (character != '"')
                    field.Append(character);
                else if (i + 1 < text.Length && text[i + 1] == '"')
                    field.Append(text[++i]);
                else
                    quoted = false;
            }
            else if (character == '"' && field.Length == 0)
            {
                quoted = true;
            }
            else if (character == separator)
            {
                fields.Add(Done(field));
            }
            else if (character == '\n')
            {
                fields.Add(Done(field));
                if (fields is not [""])
                    yield return [.. fields];
                fields.Clear();
            }
            else if (character != '\r')
            {
                field.Append(character);
            }
        }
        if (quoted)
            throw new ToolException(ToolErrorKind.InvalidArguments, "A quoted field of the CSV does not end.");
        if (field.Length > 0 || fields.Count > 0)
            yield return [.. fields, field.ToString()];
    }

    private static string Done(StringBuilder field)
    {
        var text = field.ToString();
        field.Clear();
        return text;
    }
}
