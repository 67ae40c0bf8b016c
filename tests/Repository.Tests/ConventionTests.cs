using Repository.Tests.Rules;
using Repository.Tests.Support;

namespace Repository.Tests;

public sealed class ConventionTests
{
    private const string HistoryFolder = "src/Runtime.Engine/History/";

    [Fact]
    public void EditorConfig_EveryRuleOff_HasAReason() => Verdict.None(
        Repo.Files.Where(file => Path.GetFileName(file.Path) == ".editorconfig").SelectMany(Conventions.RulesOffWithoutReason),
        "Write the reason behind the rule, or in a comment above the rules it covers.");

    [Fact]
    public void LogEventIds_AcrossSource_AreUnique() =>
        Verdict.None(Conventions.LogEventIds(Repo.CSharp.Where(file => file.IsSource)), "Every log method has an id of its own.");

    [Fact]
    public void HistoryKinds_OnDisk_HaveUniqueNumbersAndAFileEach()
    {
        var kinds = Conventions.HistoryKinds(Repo.File(HistoryFolder + "EventKind.cs"), out var violations);
        Verdict.None(violations, "What is on disk is never renumbered.");
        Assert.NotEmpty(kinds);
        Verdict.None(
            kinds.Where(kind => Repo.Files.All(file => file.Path != $"{HistoryFolder}{kind}.cs")),
            "History is one file per event.");
    }

    [Fact]
    public void RulesOff_PlantedWithoutReason_IsFound() =>
        Assert.NotEmpty(
            Conventions.RulesOffWithoutReason(new SourceFile(".editorconfig", "# x\n[*.cs]\ndotnet_diagnostic.CA1000.severity = none\n")));

    [Fact]
    public void RulesOff_ReasonAboveInSection_IsEnough() =>
        Assert.Empty(
            Conventions.RulesOffWithoutReason(new SourceFile(".editorconfig", "[*.cs]\n# mirrors another API\ndotnet_diagnostic.CA1000.severity = none\n")));

    [Theory]
    [InlineData("[LoggerMessage(5, LogLevel.Error, \"a\")] void A(); [LoggerMessage(EventId = 5, Level = LogLevel.Error)] void B();")]
    [InlineData("[LoggerMessage(LogLevel.Error, \"a\")] void A();")]
    public void LogEventIds_PlantedCollision_IsFound(string members) =>
        Assert.NotEmpty(Conventions.LogEventIds([new SourceFile("src/x.cs", $"partial class X {{ {members} }}")]));

    [Theory]
    [InlineData("A = 1, B = 1")]
    [InlineData("A = 1, B")]
    [InlineData("A = 1, B = 256")]
    public void HistoryKinds_PlantedCollision_IsFound(string members)
    {
        Conventions.HistoryKinds(new SourceFile("x.cs", $"enum EventKind : byte {{ {members} }}"), out var violations);
        Assert.NotEmpty(violations);
    }
}
