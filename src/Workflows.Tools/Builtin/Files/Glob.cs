using System.Text;
using System.Text.RegularExpressions;

namespace Workflows.Tools.Builtin.Files;

/// <summary>
/// <c>*</c> and <c>?</c> within a name, <c>**</c> across folders, <c>{a,b}</c> for choices. A pattern without a slash fits names in every folder.
/// </summary>
internal sealed class Glob(string pattern)
{
    private readonly Regex regex = new(Translate(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    public bool IsMatch(string relativePath) => regex.IsMatch(relativePath);

    private static string Translate(string pattern)
    {
        var text = pattern.Replace('\\', '/');
        if (!text.Contains('/', StringComparison.Ordinal))
            text = "**/" + text;
        var regex = new StringBuilder("^");
        var choices = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var rest = text.AsSpan(i);
            if (rest.StartsWith("**/"))
            {
                regex.Append("(?:.*/)?");
                i += 2;
            }
            else if (rest.StartsWith("**"))
            {
                regex.Append(".*");
                i++;
            }
            else
            {
                regex.Append(text[i] switch
                {
                    '*' => "[^/]*",
                    '?' => "[^/]",
                    '{' when text.IndexOf('}', i) > 0 => Opened(ref choices),
                    '}' when choices > 0 => Closed(ref choices),
                    ',' when choices > 0 => "|",
                    var other => Regex.Escape(other.ToString()),
                });
            }
        }
        return regex.Append(')', choices).Append('$').ToString();
    }

    private static string Opened(ref int choices)
    {
        choices++;
        return "(?:";
    }

    private static string Closed(ref int choices)
    {
        choices--;
        return ")";
    }
}
