using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Repository.Tests.Support;

namespace Repository.Tests;

/// <summary>
/// What orchestrators may not use is a compile error. These tests keep the ban wired up: a symbol spelt wrong bans nothing and says
/// nothing.
/// </summary>
public sealed class BannedSymbolTests
{
    private const string Folder = "src/Workflows.Functions/";

    private static readonly string[] Expected =
    [
        "P:System.DateTime.Now", "P:System.DateTime.UtcNow", "P:System.DateTimeOffset.UtcNow", "M:System.Guid.NewGuid", "T:System.Random",
        "T:System.Net.Http.HttpClient", "T:System.IO.File", "T:System.IO.Directory", "T:System.Environment", "T:System.Threading.Thread",
        "M:System.Threading.Tasks.Task.Run(System.Action)", "M:System.Threading.Tasks.Task.Delay(System.TimeSpan)",
        "M:System.Threading.Tasks.Task.ConfigureAwait(System.Boolean)", "M:System.Threading.Tasks.Task`1.ConfigureAwait(System.Boolean)",
    ];

    private static IEnumerable<string> Symbols =>
        Repo.File(Folder + "BannedSymbols.txt").Lines.Where(line => line.Length > 0).Select(line => line.Split(';')[0]);

    [Fact]
    public void BannedSymbols_ClockChanceThreadsAndWorld_AreListed() => Assert.Empty(Expected.Except(Symbols));

    [Fact]
    public void BannedSymbols_EveryLine_NamesARealSymbol() =>
        Verdict.None(Symbols.Where(symbol => !Exists(symbol)), "The symbol does not exist, so the line bans nothing.");

    [Fact]
    public void BannedSymbols_EveryLine_SaysWhatToUseInstead() => Verdict.None(
        Repo.File(Folder + "BannedSymbols.txt").Lines.Where(line => line.Length > 0 && line.Split(';') is not [_, { Length: > 10 }]), "Write symbol;what to do instead.");

    [Fact]
    public void BannedSymbols_InOrchestrators_AreErrors()
    {
        var project = Repo.File(Folder + "Workflows.Functions.csproj").Text;
        Assert.Contains("Microsoft.CodeAnalysis.BannedApiAnalyzers", project, StringComparison.Ordinal);
        Assert.Contains("<AdditionalFiles Include=\"BannedSymbols.txt\" />", project, StringComparison.Ordinal);

        var rules = Repo.File(Folder + ".editorconfig").Text;
        var section = rules[rules.IndexOf("[Orchestrators/", StringComparison.Ordinal)..];
        Assert.Contains("dotnet_diagnostic.RS0030.severity = error", section, StringComparison.Ordinal);
    }

    [Fact]
    public void BannedSymbols_Orchestrators_SwitchNothingOff() => Verdict.None(
        from file in Repo.CSharp.Where(file => file.Path.StartsWith(Folder + "Orchestrators/", StringComparison.Ordinal))
        where file.Text.Contains("RS0030", StringComparison.Ordinal)
        select file.Path, "An orchestrator that needs a banned symbol needs an activity.");

    [Theory]
    [InlineData("T:System.Randomm")]
    [InlineData("M:System.Threading.Tasks.Task.Delay(System.String)")]
    public void BannedSymbols_PlantedTypo_IsFound(string symbol) => Assert.False(Exists(symbol));

    private static readonly Lazy<Compilation> Platform = new(() => CSharpCompilation.Create("platform", references:
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path))));

    private static bool Exists(string symbol) => DocumentationCommentId.GetFirstSymbolForDeclarationId(symbol, Platform.Value) is not null;
}
