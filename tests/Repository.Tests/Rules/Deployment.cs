using System.Text.RegularExpressions;
using Repository.Tests.Support;

namespace Repository.Tests.Rules;

/// <summary>
/// What can be checked of a deployment without Azure: templates that hang together, no secrets, pinned and unprivileged containers, pinned actions.
/// </summary>
internal static partial class Deployment
{
    private static readonly string[] Secrets =
        ["listKeys(", "listConnectionStrings(", "AccountKey=", "SharedAccessKey", "allowSharedKeyAccess: true", "disableLocalAuth: false", "DisableLocalAuth: false"];

    /// <summary>A template's brackets and quotes are closed, what it names is declared, what it declares is used, and it takes no key from anywhere.</summary>
    public static IEnumerable<string> Bicep(SourceFile file)
    {
        var code = BicepComment().Replace(file.Text, "");
        foreach (var (open, close) in new[] { ('{', '}'), ('[', ']'), ('(', ')') })
        {
            if (code.Count(letter => letter == open) != code.Count(letter => letter == close))
                yield return $"{file.Path}: '{open}' and '{close}' do not match";
        }

        foreach (var (line, index) in code.Split('\n').Select((line, index) => (line, index)))
        {
            if (line.Count(letter => letter == '\'') % 2 != 0)
                yield return file.At(index + 1, "a text is not closed");
            foreach (var secret in Secrets.Where(secret => line.Contains(secret, StringComparison.Ordinal)))
                yield return file.At(index + 1, $"a secret: {secret}");
        }

        foreach (var problem in Symbols(file, code).Concat(Resources(file, code)).Concat(Parameters(file)))
            yield return problem;
    }

    /// <summary>Each module exists, and is given exactly the parameters that it has.</summary>
    public static IEnumerable<string> Modules(SourceFile file, IReadOnlyList<SourceFile> files)
    {
        foreach (Match module in Module().Matches(file.Text))
        {
            var path = $"{Path.GetDirectoryName(file.Path)!.Replace('\\', '/')}/{module.Groups["path"].Value}";
            if (files.FirstOrDefault(found => found.Path == path) is not { } called)
            {
                yield return $"{file.Path}: there is no {path}";
                continue;
            }

            var given = Given().Matches(module.Groups["params"].Value).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
            var taken = Parameter().Matches(called.Text).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["default"].Success);
            foreach (var name in given.Where(name => !taken.ContainsKey(name)))
                yield return $"{file.Path}: {path} has no parameter {name}";
            foreach (var name in taken.Where(pair => !pair.Value && !given.Contains(pair.Key)).Select(pair => pair.Key))
                yield return $"{file.Path}: {path} needs {name}";
            foreach (Match output in Regex.Matches(file.Text, $@"\b{module.Groups["name"].Value}\.outputs\.(?<name>\w+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)))
            {
                if (!called.Text.Contains($"output {output.Groups["name"].Value} ", StringComparison.Ordinal))
                    yield return $"{file.Path}: {path} has no output {output.Groups["name"].Value}";
            }
        }
    }

    /// <summary>Built in one stage and run in another, by a user who is not root, from images with a version.</summary>
    public static IEnumerable<string> Container(SourceFile file)
    {
        var lines = file.Lines;
        var images = lines.Where(line => line.StartsWith("FROM ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]).ToList();
        if (images.Count < 2)
            yield return $"{file.Path}: build and run in stages of their own";
        foreach (var image in images.Where(image => !image.Contains(':', StringComparison.Ordinal) || image.EndsWith(":latest", StringComparison.Ordinal)))
            yield return $"{file.Path}: {image} has no version";
        var user = lines.LastOrDefault(line => line.StartsWith("USER ", StringComparison.Ordinal));
        if (user is null or "USER root" or "USER 0")
            yield return $"{file.Path}: runs as root";
    }

    /// <summary>A tag can be moved, a commit cannot.</summary>
    public static IEnumerable<string> Actions(SourceFile file) =>
        from line in file.Lines.Select((text, index) => (Text: text.Trim().TrimStart('-').Trim(), Number: index + 1))
        where line.Text.StartsWith("uses:", StringComparison.Ordinal) && !Pinned().IsMatch(line.Text)
        select file.At(line.Number, "an action without a commit and its version");

    private static IEnumerable<string> Symbols(SourceFile file, string code)
    {
        foreach (var name in Declaration().Matches(code).Select(match => match.Groups["name"].Value))
        {
            var uses = Regex.Count(code, $@"\b{name}\b", RegexOptions.None, TimeSpan.FromSeconds(1));
            if (uses < 2 && !Regex.IsMatch(code, $@"\b(resource|module) {name} ", RegexOptions.None, TimeSpan.FromSeconds(1)))
                yield return $"{file.Path}: {name} is declared and not used";
        }

        var declared = Declaration().Matches(code).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        foreach (var used in Use().Matches(code).Select(match => match.Groups["name"].Value).Where(name => !declared.Contains(name) && name != "role").Distinct())
            yield return $"{file.Path}: {used} is used and not declared";
    }

    private static IEnumerable<string> Resources(SourceFile file, string code) =>
        from match in Resource().Matches(code)
        where !Version().IsMatch(match.Groups["type"].Value)
        select $"{file.Path}: {match.Groups["type"].Value} has no API version";

    private static IEnumerable<string> Parameters(SourceFile file)
    {
        var lines = file.Lines;
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("param ", StringComparison.Ordinal))
                continue;
            var above = lines.Take(i).Reverse().TakeWhile(line => line.Length > 0);
            if (!above.Any(line => line.StartsWith("@description(", StringComparison.Ordinal)))
                yield return file.At(i + 1, "a parameter without a description");
        }
    }

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline, 1000)]
    private static partial Regex BicepComment();

    [GeneratedRegex(@"^(param|var|resource|module) (?<name>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Declaration();

    // A name before a dot, or alone in an interpolation: the ways a template speaks of what it has declared.
    [GeneratedRegex(@"(?<![\w.'/@-])(?<name>[a-z]\w*)(?=\.(outputs|properties|id|name)\b)|\$\{(?<name>[a-z]\w*)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Use();

    [GeneratedRegex(@"^resource \w+ '(?<type>[^']+)'", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Resource();

    [GeneratedRegex(@"@\d{4}-\d{2}-\d{2}(-preview)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Version();

    [GeneratedRegex(
        @"^module (?<name>\w+) '(?<path>[^']+)'.*?\n  params: \{\n(?<params>.*?)\n  \}\n", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Module();

    [GeneratedRegex(@"^    (?<name>\w+):", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Given();

    [GeneratedRegex(@"^param (?<name>\w+) \w+(?<default> =)?", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^uses: [\w./-]+@[0-9a-f]{40} # v\d", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pinned();
}
