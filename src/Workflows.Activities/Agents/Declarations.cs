using System.Buffers;
using System.Text.RegularExpressions;

namespace Workflows.Activities.Agents;

/// <summary>A type, function or export that a line declares.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Keyword">What it is, in the words of its language: class, interface, def, function, …</param>
/// <param name="IsPublic">Whether others are meant to use it.</param>
internal readonly record struct Declaration(string Name, string Keyword, bool IsPublic)
{
    public bool IsType =>
        Keyword is "class" or "interface" or "record" or "struct" or "enum" or "type" or "trait" or "protocol" or "object";
}

/// <summary>Recognises declarations of many languages line by line, well enough to choose and to name, not to compile.</summary>
internal static partial class Declarations
{
    // One vectorised search tells most lines apart before the expression is tried.
    private static readonly SearchValues<string> Keywords = SearchValues.Create(
        ["class ", "interface ", "record ", "struct ", "enum ", "trait ", "protocol ", "object ", "function", "def ", "func ", "fn ",
            "type ", "=>"],
        StringComparison.Ordinal);

    public static Declaration? Find(string line)
    {
        if (line.Length is < 6 or > 400 || !line.AsSpan().ContainsAny(Keywords) || RiskScanner.IsComment(line))
            return null;
        var match = Pattern().Match(line);
        if (!match.Success)
            return null;
        var name = match.Groups["name"].Value;
        var keyword = match.Groups["kind"].Value is { Length: > 0 } kind ? kind.Split(' ')[0] : "export";
        var modifiers = match.Groups["mods"].Value;
        var topLevel = !char.IsWhiteSpace(line[0]);
        var isPublic = modifiers.Contains("public", StringComparison.Ordinal) || modifiers.Contains("export", StringComparison.Ordinal)
            || modifiers.Contains("pub ", StringComparison.Ordinal)
            || (topLevel && !name.StartsWith('_') && !modifiers.Contains("private", StringComparison.Ordinal)
                && !modifiers.Contains("internal", StringComparison.Ordinal));
        return new Declaration(name, keyword, isPublic);
    }

    [GeneratedRegex("""^\s{0,8}(?<mods>((public|internal|private|protected|static|sealed|abstract|partial|readonly|final|export|default|async|pub(\(\w+\))?|data|open|unsafe)\s+)*)((?<kind>class|interface|record( struct| class)?|struct|enum|trait|protocol|object|function\*?|def|func|fn|type)\s+(\([^)]*\)\s*)?(?<name>[A-Za-z_]\w*)|(const|let|var)\s+(?<name>[A-Za-z_]\w*)\s*=\s*(async\s*)?(\([^)]*\)|\w+)\s*=>)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();
}
