using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Repository.Tests.Support;

namespace Repository.Tests.Rules;

/// <summary>What can be read of WorkflowsHost=Azure: packages, settings, and what the app's sources name. Azure.Tests builds it.</summary>
internal static partial class AzureBuild
{
    // What the app is made of with that switch on.
    private static readonly string[] Projects = ["src/Workflows.Functions/", "src/Workflows.Activities/", "src/Workflows.Contracts/"];

    private static readonly string[] LocalNamespaces = ["Runtime", "Workflows.Runtime"];

    // They stand in for no package and travel with the app to every host.
    private static readonly string[] SharedNamespaces = ["Runtime.Sqlite"];

    // The keys of host.json that the Functions host documents (schema version 2.0).
    private static readonly string[] HostKeys =
        ["version", "functionTimeout", "telemetryMode", "logging", "extensions", "healthMonitor", "singleton", "watchDirectories", "extensionBundle", "managedDependency", "retry"];

    private static readonly string[] ExtensionKeys = ["durableTask", "http", "queues", "blobs", "azureStorage"];

    public static bool IsApp(SourceFile file) => Projects.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal));

    /// <summary>Names of the local host that the app uses, by using directive or in full.</summary>
    public static IEnumerable<string> LocalNames(SourceFile file)
    {
        var usings = file.Nodes<UsingDirectiveSyntax>().Where(directive => IsLocal(directive.Name?.ToString() ?? ""));
        var names = file.Nodes<QualifiedNameSyntax>()
            .Where(name => name.Parent is not (QualifiedNameSyntax or UsingDirectiveSyntax) && IsLocal(name.ToString()));
        return usings.Select(directive => file.At(directive, $"uses {directive.Name}")).Concat(names.Select(name => file.At(name, $"names {name}")));
    }

    public static IEnumerable<string> UnknownHostKeys(SourceFile file)
    {
        using var document = JsonDocument.Parse(file.Text);
        var root = document.RootElement;
        var unknown = root.EnumerateObject().Select(property => property.Name).Except(HostKeys, StringComparer.Ordinal);
        if (root.TryGetProperty("extensions", out var extensions))
            unknown = unknown.Concat(extensions.EnumerateObject().Select(property => property.Name).Except(ExtensionKeys, StringComparer.Ordinal));
        return [.. unknown.Select(key => $"{file.Path}: Azure does not know {key}")];
    }

    /// <summary>Package and version of each line of the Azure group of Directory.Packages.props.</summary>
    public static IReadOnlyDictionary<string, string> Versions(SourceFile packages) =>
        Version().Matches(packages.Text).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["version"].Value);

    /// <summary>Rows of the table of versions in docs/azure.md that say something else than Directory.Packages.props.</summary>
    public static IEnumerable<string> WrongRows(SourceFile document, IReadOnlyDictionary<string, string> versions) =>
        from match in Row().Matches(document.Text)
        let name = match.Groups["name"].Value
        where versions.GetValueOrDefault(name) != match.Groups["version"].Value
        select $"{document.Path}: {name} {match.Groups["version"].Value}, but {versions.GetValueOrDefault(name) ?? "no version"} is pinned";

    private static bool IsLocal(string name) => !SharedNamespaces.Contains(name, StringComparer.Ordinal) && Array.Exists(
        LocalNamespaces, local => name == local || name.StartsWith(local + ".", StringComparison.Ordinal));

    [GeneratedRegex("<PackageVersion Include=\"(?<name>[^\"]+)\" Version=\"(?<version>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Version();

    [GeneratedRegex(@"^\| (?<name>(Microsoft|Azure)\.[\w.]+) \| (?<version>\d[\w.]*) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
