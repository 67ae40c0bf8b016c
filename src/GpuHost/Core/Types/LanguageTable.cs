using System.Text;

namespace GpuHost.Core.Types;

/// <summary>
/// Finds the language of a text file by its name, then its extension, then its first line when that names an interpreter (#!). The table is
/// languages.tsv; names and extensions ignore case.
/// </summary>
internal static class LanguageTable
{
    private const int ShebangBytesMax = 256;    // Linux reads no more of the line either

    private static readonly Dictionary<string, Language> ByName = new(StringComparer.OrdinalIgnoreCase);
    private static readonly Dictionary<string, Language> ByInterpreter = new(StringComparer.Ordinal);

    static LanguageTable()
    {
        using var stream = typeof(LanguageTable).Assembly.GetManifestResourceStream(typeof(LanguageTable), "languages.tsv")
            ?? throw new InvalidOperationException("The assembly does not contain languages.tsv.");
        using var reader = new StreamReader(stream);
        _ = reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            var columns = line.Split('\t');
            var language = new Language(columns[0], columns[1]);
            foreach (var name in columns[2].Split(' '))
                ByName.Add(name, language);
            foreach (var interpreter in columns[3].Split(' ', StringSplitOptions.RemoveEmptyEntries))
                ByInterpreter.Add(interpreter, language);
        }
    }

    /// <summary>The language, or null when nothing names one.</summary>
    /// <param name="path">Relative path, '/' between its parts.</param>
    /// <param name="head">The file's first bytes, ASCII readable.</param>
    public static Language? Find(string path, ReadOnlySpan<byte> head)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        if (ByName.TryGetValue(name, out var language))
            return language;
        var dot = name.LastIndexOf('.');
        if (dot >= 0 && ByName.TryGetValue(name[dot..], out language))
            return language;
        if (name.StartsWith("Dockerfile.", StringComparison.OrdinalIgnoreCase))
            return ByName["Dockerfile"];
        return name.StartsWith(".env.", StringComparison.Ordinal) ? ByName[".env"] : FromShebang(head);
    }

    private static Language? FromShebang(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            head = head[3..];
        if (!head.StartsWith("#!"u8))
            return null;
        head = head[2..Math.Min(head.Length, ShebangBytesMax)];
        var end = head.IndexOfAny((byte)'\n', (byte)'\r');
        var words = Encoding.Latin1.GetString(end < 0 ? head : head[..end]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var word in words)
        {
            // '/usr/bin/env -S VAR=1 python3.12 -u' names its interpreter behind env, options and assignments.
            var program = word[(word.LastIndexOf('/') + 1)..];
            if (program == "env" || word[0] == '-' || word.Contains('=', StringComparison.Ordinal))
                continue;
            var unversioned = program.TrimEnd("0123456789.".ToCharArray());
            return ByInterpreter.GetValueOrDefault(program) ?? ByInterpreter.GetValueOrDefault(unversioned);
        }

        return null;
    }
}
