using System.Collections.Frozen;

namespace Workflows.Activities.Agents;

/// <summary>What a file is for, as far as its path says.</summary>
public enum PathKind
{
    /// <summary>Source code.</summary>
    Code = 0,

    /// <summary>Tests, fixtures and benchmarks.</summary>
    Test = 1,

    /// <summary>Prose.</summary>
    Document = 2,

    /// <summary>Settings, manifests, build and deployment files.</summary>
    Settings = 3,

    /// <summary>Tables and records.</summary>
    Data = 4,

    /// <summary>Log files.</summary>
    Log = 5,

    /// <summary>Code that somebody else wrote or a tool made: vendored, generated, minified.</summary>
    Foreign = 6,

    /// <summary>Anything else.</summary>
    Other = 7,
}

/// <summary>Reads the purpose of a file off its path. Pure.</summary>
public static class PathTraits
{
    private static readonly FrozenSet<string> CodeExtensions = Set(
        "cs fs vb js mjs cjs jsx ts tsx py rb php java kt kts scala go rs c h cc cpp hpp m mm swift sql sh bash ps1 psm1 pl lua r dart ex exs"
        + " erl hs clj vue svelte html htm css scss less razor cshtml graphql proto");

    private static readonly FrozenSet<string> DocumentExtensions = Set("md markdown rst txt adoc asciidoc tex");

    private static readonly FrozenSet<string> SettingsExtensions = Set(
        "json yml yaml toml ini cfg conf config env properties props targets csproj fsproj vbproj sln slnx xml tf bicep gradle editorconfig lock");

    private static readonly FrozenSet<string> SettingsNames = Set("dockerfile makefile .env .gitignore .npmrc .dockerignore jenkinsfile procfile");

    private static readonly FrozenSet<string> DataExtensions = Set("csv tsv jsonl ndjson geojson parquet dat");

    private static readonly FrozenSet<string> TestParts = Set("test tests spec specs __tests__ fixtures testdata bench benches benchmark benchmarks");

    private static readonly FrozenSet<string> SampleParts = Set("sample samples example examples demo demos");

    private static readonly FrozenSet<string> ForeignParts = Set("node_modules vendor vendored third_party thirdparty dist generated packages bower_components");

    private static readonly FrozenSet<string> NoiseWords = Set("license licence copying notice changelog authors contributors code_of_conduct");

    private static readonly FrozenSet<string> LockFiles = Set("package-lock.json yarn.lock pnpm-lock.yaml cargo.lock poetry.lock composer.lock packages.lock.json");

    /// <summary>The purpose of a file.</summary>
    /// <param name="path">Path with '/' between its parts.</param>
    public static PathKind KindOf(string path)
    {
        var name = NameOf(path).ToLowerInvariant();
        var extension = ExtensionOf(path);
        if (IsForeign(path, name))
            return PathKind.Foreign;
        if (IsTest(path) && CodeExtensions.Contains(extension))
            return PathKind.Test;
        if (CodeExtensions.Contains(extension))
            return PathKind.Code;
        if (extension is "log" || name.EndsWith(".log.txt", StringComparison.Ordinal))
            return PathKind.Log;
        if (SettingsNames.Contains(name) || name.StartsWith(".env", StringComparison.Ordinal) || SettingsExtensions.Contains(extension)
            || name is "requirements.txt")
            return PathKind.Settings;
        if (DataExtensions.Contains(extension))
            return PathKind.Data;
        if (DocumentExtensions.Contains(extension) || name is "readme" or "license" or "changelog" or "notice")
            return PathKind.Document;
        return IsTest(path) ? PathKind.Test : PathKind.Other;
    }

    /// <summary>Whether the path lies among tests, fixtures or benchmarks.</summary>
    /// <param name="path">Path with '/' between its parts.</param>
    public static bool IsTest(string path)
    {
        foreach (var part in FoldersOf(path))
        {
            if (TestParts.Contains(part) || part.EndsWith(".tests", StringComparison.OrdinalIgnoreCase)
                || part.EndsWith(".test", StringComparison.OrdinalIgnoreCase)
                    || part.EndsWith(".bench", StringComparison.OrdinalIgnoreCase))
                return true;
        }

        var name = NameOf(path);
        var stem = name.Contains('.', StringComparison.Ordinal) ? name[..name.LastIndexOf('.')] : name;
        return stem.StartsWith("test_", StringComparison.Ordinal) || stem.EndsWith("_test", StringComparison.Ordinal)
            || stem.EndsWith(".test", StringComparison.Ordinal) || stem.EndsWith(".spec", StringComparison.Ordinal)
            || stem.EndsWith("Tests", StringComparison.Ordinal) || stem.EndsWith("Test", StringComparison.Ordinal);
    }

    /// <summary>Whether the path lies among samples.</summary>
    /// <param name="path">Path with '/' between its parts.</param>
    public static bool IsSample(string path) => FoldersOf(path).Any(SampleParts.Contains);

    /// <summary>Whether the file is the kind of legal or housekeeping text that says nothing of its project.</summary>
    /// <param name="path">Path with '/' between its parts.</param>
    public static bool IsHousekeeping(string path)
    {
        var name = NameOf(path);
        return NoiseWords.Contains(name.Contains('.', StringComparison.Ordinal) ? name[..name.IndexOf('.', StringComparison.Ordinal)]
            : name);
    }

    /// <summary>The file's extension in lower case, without the dot; empty when it has none.</summary>
    /// <param name="path">Path with '/' between its parts.</param>
    public static string ExtensionOf(string path)
    {
        var name = NameOf(path);
        var dot = name.LastIndexOf('.');
        return dot <= 0 || dot == name.Length - 1 ? "" : name[(dot + 1)..].ToLowerInvariant();
    }

    /// <summary>The last part of a path.</summary>
    /// <param name="path">Path with '/' between its parts.</param>
    public static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static bool IsForeign(string path, string name) =>
        LockFiles.Contains(name) || name.Contains(".min.", StringComparison.Ordinal) || name.Contains(".g.", StringComparison.Ordinal)
        || name.Contains(".designer.", StringComparison.Ordinal) || FoldersOf(path).Any(ForeignParts.Contains);

    private static IEnumerable<string> FoldersOf(string path)
    {
        var parts = path.Split('/');
        return parts.Take(parts.Length - 1);
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
