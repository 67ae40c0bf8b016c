using System.Text.RegularExpressions;
using Workflows.Activities.Agents;
using Workflows.Contracts.Review;

namespace Workflows.Activities.Models.Extractive;

/// <summary>Says what manifests declare: names, descriptions, dependencies, base images.</summary>
internal static partial class ManifestReader
{
    public static IEnumerable<Statement> Read(Prompt prompt)
    {
        var files = prompt.Files.Where(file => !PathTraits.IsTest(file.Path))
            .OrderBy(file => file.Path.Count(c => c == '/')).ThenBy(file => file.Path, StringComparer.Ordinal);
        foreach (var file in files)
        {
            var name = PathTraits.NameOf(file.Path).ToLowerInvariant();
            var statement = name switch
            {
                "package.json" or "composer.json" => Described(file),
                "pyproject.toml" or "cargo.toml" => Described(file),
                "requirements.txt" => Requirements(file),
                "go.mod" => First(file, GoModule(), "names the Go module"),
                _ when name.StartsWith("dockerfile", StringComparison.Ordinal) => First(file, BaseImage(), "builds on"),
                _ when name.EndsWith("proj", StringComparison.Ordinal) => Project(file),
                _ => null,
            };
            if (statement is not null)
                yield return statement;
        }
    }

    private static Statement? Described(ShownFile file)
    {
        foreach (var line in file.Lines)
        {
            var match = Description().Match(line.Text);
            if (match.Success)
                return Summariser.Make($"{PathTraits.NameOf(file.Path)} describes the package as “{match.Groups["it"].Value}”.",
                    new Citation(file.Path, line.Number));
        }

        return null;
    }

    private static Statement? Requirements(ShownFile file)
    {
        var names = file.Lines.Select(line => (line.Number, Match: Requirement().Match(line.Text))).Where(entry => entry.Match.Success)
            .Take(8).ToList();
        return names.Count == 0 ? null : Summariser.Make(
            $"{PathTraits.NameOf(file.Path)} requires {Summariser.List(names.Select(entry => entry.Match.Value))}.",
                new Citation(file.Path, names[0].Number));
    }

    private static Statement? Project(ShownFile file)
    {
        var packages = file.Lines.Select(line => (line.Number, Match: Package().Match(line.Text))).Where(entry => entry.Match.Success)
            .Take(8).ToList();
        return packages.Count == 0 ? null : Summariser.Make(
            $"{PathTraits.NameOf(file.Path)} uses the package{(packages.Count == 1 ? "" : "s")} {Summariser.List(packages.Select(entry => entry.Match.Groups["it"].Value))}.",
            new Citation(file.Path, packages[0].Number));
    }

    private static Statement? First(ShownFile file, Regex pattern, string says)
    {
        foreach (var line in file.Lines)
        {
            if (pattern.Match(line.Text) is { Success: true } match)
                return Summariser.Make($"{PathTraits.NameOf(file.Path)} {says} {match.Groups["it"].Value}.",
                    new Citation(file.Path, line.Number));
        }

        return null;
    }

    [GeneratedRegex("""^\s*"?description"?\s*[:=]\s*"(?<it>[^"]{8,200})\.?"[\s,]*$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Description();

    [GeneratedRegex("""^[A-Za-z][\w.-]+""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Requirement();

    [GeneratedRegex("""<PackageReference\s+Include="(?<it>[^"]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Package();

    [GeneratedRegex("""^module\s+(?<it>\S+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex GoModule();

    [GeneratedRegex("""(?i)^from\s+(?<it>\S+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BaseImage();
}
