using System.Text.RegularExpressions;
using Azure.Tests.Support;

namespace Azure.Tests.Building;

/// <summary>
/// One build of everything that WorkflowsHost=Azure builds, into the folders of that host; the second one finds most of it done. Analyzers stay
/// out: they have seen the same sources in the build that made these tests.
/// </summary>
public sealed partial class AzureBuild : IAsyncLifetime
{
    public const string Output = "bin/azure/Debug/net10.0";

    /// <summary>Where the build of a project of the repository lies.</summary>
    public static string Built(string project) => Repository.Path($"{project}/{Output}");

    public IReadOnlyList<string> Warnings { get; private set; } = [];

    public async Task InitializeAsync()
    {
        var build = await Tool.RunAsync(Tool.Dotnet, Repository.Root, "build", "tests/Azure.slnx", "-p:WorkflowsHost=Azure", "-p:RunAnalyzers=false", "-nologo", "-tl:off");
        if (build.Code != 0)
        {
            var errors = build.Everything.Split('\n').Where(line => line.Contains("error", StringComparison.Ordinal)).Distinct();
            throw new InvalidOperationException($"The build for Azure failed.\n{string.Join('\n', errors)}");
        }

        Warnings = [.. Warning().Matches(build.Output).Select(match => match.Value.Trim()).Distinct(StringComparer.Ordinal)];
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [GeneratedRegex("^.*: warning .*$", RegexOptions.Multiline, 1000)]
    private static partial Regex Warning();
}
