using System.Text.RegularExpressions;

namespace Workflows.Activities.Agents;

/// <summary>
/// Keeps secrets out of prompts. Bytes that rules found are replaced before the text is decoded (<see cref="SourceReader"/>); this class
/// names
/// what was there, and masks by shape what no rule knows: bodies of keys, quoted values of secret-sounding names, long random tokens.
/// </summary>
internal static partial class SecretMasker
{
    /// <summary>The words that stand for a match of a rule, with a hint whether it looks like a placeholder.</summary>
    /// <param name="rule">Id of the rule.</param>
    /// <param name="value">The match.</param>
    /// <param name="isCode">Whether the match stands in code, outside a string literal: then a password's value is an expression.</param>
    public static string Describe(string rule, string value, bool isCode = false)
    {
        var hint = (isCode && rule == "connpw") || LooksLikeExpression(value) ? ", looks like an expression" : LooksLikePlaceholder(value)
            ? ", looks like a placeholder" : "";
        return $"[masked {rule}, {value.Length} characters{hint}]";
    }

    /// <summary>Masks what looks secret by its shape.</summary>
    /// <param name="lines">Lines of one file, in order.</param>
    public static void MaskByShape(string[] lines)
    {
        var inKey = false;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (inKey)
            {
                inKey = !line.Contains("-----END", StringComparison.Ordinal);
                lines[i] = inKey ? "[masked key material]" : line;
                if (inKey && i + 1 == lines.Length)
                    return;
                continue;
            }

            inKey = (line.Contains("PRIVATE KEY", StringComparison.Ordinal) || line.Contains("[masked privkey", StringComparison.Ordinal)
                || line.Contains("[masked pgpkey", StringComparison.Ordinal)) && !line.Contains("-----END", StringComparison.Ordinal)
                && NextLooksLikeKey(lines, i);
            lines[i] = MaskLine(inKey ? line : KeyHeader().Replace(line, "[masked ${rule}, no key follows]"));
        }
    }

    /// <summary>Whether a value is one of the usual stand-ins: example, dummy, xxxx, 1234, changeme, a run of one character.</summary>
    public static bool LooksLikePlaceholder(string value)
    {
        if (PlaceholderWords().IsMatch(value))
            return true;
        var tail = value.Length > 8 ? value.AsSpan(value.Length / 2) : value;
        var distinct = new HashSet<char>();
        foreach (var c in tail)
            distinct.Add(c);
        return distinct.Count <= 3;
    }

    // "password = self.password", "password=password)", "password=None,": a name or a call, not a literal.
    private static bool LooksLikeExpression(string value) => Expression().IsMatch(value);

    private static string MaskLine(string line)
    {
        if (line.Length < 12)
            return line;
        if (line.Contains(':', StringComparison.Ordinal) || line.Contains('=', StringComparison.Ordinal))
            line = SecretAssignment().Replace(line, match => match.Groups["name"].Value + Describe("value", match.Groups["value"].Value)
                + match.Groups["end"].Value);
        return LongToken().Replace(line, match => LooksRandom(match.ValueSpan) ? Describe("token", match.Value) : match.Value);
    }

    private static bool NextLooksLikeKey(string[] lines, int at) =>
        at + 1 < lines.Length && KeyBody().IsMatch(lines[at + 1]);

    // Random tokens mix digits, upper and lower case without a pattern; identifiers, paths and hex digests do not.
    private static bool LooksRandom(ReadOnlySpan<char> token)
    {
        int digits = 0, upper = 0, lower = 0, changes = 0;
        var last = 0;
        foreach (var c in token)
        {
            var kind = char.IsAsciiDigit(c) ? 1 : char.IsAsciiLetterUpper(c) ? 2 : char.IsAsciiLetterLower(c) ? 3 : 4;
            digits += kind == 1 ? 1 : 0;
            upper += kind == 2 ? 1 : 0;
            lower += kind == 3 ? 1 : 0;
            changes += kind != last ? 1 : 0;
            last = kind;
        }

        return digits >= 3 && upper >= 3 && lower >= 3 && changes * 3 >= token.Length;
    }

    [GeneratedRegex("""(?<name>(?i:\b[\w.-]*(password|passwd|pwd|secret|api_?key|access_?key|auth_?token|token)["']?\s{0,3}[:=]{1,2}>?\s{0,3}["']))(?<value>(?!\[masked)[^"'\s{}$<>()]{6,})(?<end>["'])""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecretAssignment();

    [GeneratedRegex("""[A-Za-z0-9+/_\-]{32,}={0,2}""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LongToken();

    [GeneratedRegex("""^(?i:password)\s*=\s*(\(|_|==|await\b|new\b|[A-Za-z_]\w*[.(\[]|(?i:\w*(password|passwd|pwd|none|null|input|getpass|value)\w*)[,);:\]]*$)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Expression();

    [GeneratedRegex("""\[masked (?<rule>privkey|pgpkey), [^\]]*\](?![A-Za-z0-9+/\\]{16})""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KeyHeader();

    [GeneratedRegex("""^[\s"'+]*[A-Za-z0-9+/=]{16,}|^\s*(Proc-Type|DEK-Info|Version|Comment):""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KeyBody();

    [GeneratedRegex("""(?i)example|dummy|sample|placeholder|change_?me|your[_-]?|xxxx|0000|1234|abcd|fake|test|not_?real|todo|redacted|\*\*\*|<[a-z_ -]+>""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PlaceholderWords();
}
