using Repository.Tests.Rules;
using Repository.Tests.Support;

namespace Repository.Tests;

public sealed class HouseTests
{
    private static readonly Dictionary<string, Func<IEnumerable<SourceFile>, IEnumerable<string>>> Rules = new(StringComparer.Ordinal)
    {
        [nameof(HouseLimits.FileLength)] = files => files.SelectMany(HouseLimits.FileLength),
        [nameof(HouseLimits.MethodLength)] = files => files.SelectMany(HouseLimits.MethodLength),
        [nameof(HouseLimits.LineLength)] = files => files.SelectMany(HouseLimits.LineLength),
        [nameof(HouseLimits.Parameters)] = files => files.SelectMany(HouseLimits.Parameters),
        [nameof(Habits.Regions)] = files => files.SelectMany(Habits.Regions),
        [nameof(Habits.AsyncVoid)] = files => files.SelectMany(Habits.AsyncVoid),
        [nameof(Habits.Blocking)] = files => files.SelectMany(Habits.Blocking),
        [nameof(Habits.Sleeps)] = files => files.SelectMany(Habits.Sleeps),
        [nameof(Habits.OpenClasses)] = Habits.OpenClasses,
        [nameof(Habits.Unfinished)] = files => files.SelectMany(Habits.Unfinished),
        [nameof(Habits.Suppressions)] = files => files.SelectMany(Habits.Suppressions),
        [nameof(TestHabits.SkipReasons)] = files => files.SelectMany(TestHabits.SkipReasons),
        [nameof(TestHabits.Names)] = files => files.SelectMany(TestHabits.Names),
    };

    public static TheoryData<string> RuleNames => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void Code_EveryFile_KeepsTheRule(string rule) =>
        Verdict.None(Exemptions.Apply(rule, Rules[rule](Repo.CSharp)), "Mend it, or name the file with its reason in Exemptions.cs.");

    [Fact]
    public void Exemptions_EveryEntry_IsNeededAndHasAReason() => Verdict.None(
        from entry in Exemptions.All
        where entry.Reason.Length < 10 || !Rules[entry.Rule](Repo.CSharp).Any(violation => Exemptions.Covers(entry.Path, violation))
        select $"{entry.Rule} {entry.Path}", "Take the entry out.");

    [Theory]
    [InlineData(nameof(Habits.Regions), "class X { \n#region a\n void M() { }\n#endregion\n}")]
    [InlineData(nameof(Habits.AsyncVoid), "class X { async void M() => await Task.Yield(); }")]
    [InlineData(nameof(Habits.AsyncVoid), "class X { void M() { async void N() { } } }")]
    [InlineData(nameof(Habits.Blocking), "class X { int M() => GetAsync().Result; }")]
    [InlineData(nameof(Habits.Blocking), "class X { void M(Task task) { task.Wait(); } }")]
    [InlineData(nameof(Habits.Blocking), "class X { void M(Task task) { task.GetAwaiter().GetResult(); } }")]
    [InlineData(nameof(Habits.Sleeps), "class X { void M() { Thread.Sleep(5); } }")]
    [InlineData(nameof(Habits.OpenClasses), "public class X { }")]
    [InlineData(nameof(Habits.OpenClasses), "internal record X(int A);")]
    [InlineData(nameof(Habits.Unfinished), "class X { // TO" + "DO later\n }")]
    [InlineData(nameof(Habits.Unfinished), "class X { /* broken, FIX" + "ME: soon */ }")]
    [InlineData(nameof(Habits.Unfinished), "class X { int M() => throw new NotImplementedException(); }")]
    [InlineData(nameof(Habits.Suppressions), "#pragma warning disable CA1000\nclass X;")]
    [InlineData(nameof(Habits.Suppressions), "[SuppressMessage(\"a\", \"b\")] class X;")]
    [InlineData(nameof(HouseLimits.Parameters), "class X { void M(int a, int b, int c, int d, int e, int f, int g, int h) { } }")]
    [InlineData(nameof(TestHabits.SkipReasons), "class X { [Fact(Skip = \"\")] public void Do_This_Works() { } }")]
    [InlineData(nameof(TestHabits.SkipReasons), "class X { [Theory(Skip = Later)] public void Do_This_Works() { } }")]
    [InlineData(nameof(TestHabits.Names), "class X { [Fact] public void ItWorks() { } }")]
    [InlineData(nameof(TestHabits.Names), "class X { [Fact] public void test_that_works() { } }")]
    public void Rule_PlantedViolation_IsFound(string rule, string code) =>
        Assert.NotEmpty(Rules[rule]([new SourceFile("tests/Planted.cs", code)]));

    [Theory]
    [InlineData(nameof(HouseLimits.FileLength), 401, "// line")]
    [InlineData(nameof(HouseLimits.MethodLength), 61, "M();")]
    public void Rule_TooManyLines_IsFound(string rule, int count, string line) =>
        Assert.NotEmpty(
            Rules[rule]([new SourceFile("src/Planted.cs", "class X { void M() {\n" + string.Join('\n', Enumerable.Repeat(line, count)) + "\n} }")]));

    [Fact]
    public void LineLength_LongCode_IsFound() =>
        Assert.NotEmpty(HouseLimits.LineLength(new SourceFile("src/Planted.cs", $"class X {{ int {new string('x', 160)}; }}")));

    [Fact]
    public void LineLength_LongSentence_IsLeftAlone() =>
        Assert.Empty(HouseLimits.LineLength(new SourceFile("src/Planted.cs", $"class X {{ string x = \"{new string('x', 160)}\"; }}")));

    [Theory]
    [InlineData(nameof(Habits.OpenClasses), "public sealed partial class X { } public partial class X { }")]
    [InlineData(nameof(Habits.OpenClasses), "public record struct X(int A); public abstract record Y;")]
    [InlineData(nameof(Habits.Unfinished), "class X { string mark = \"// TO" + "DO\"; }")]
    [InlineData(nameof(Habits.Blocking), "class X { int M(Answer answer) => answer.Result; }")]
    [InlineData(nameof(TestHabits.SkipReasons), "class X { [Fact(Skip = \"needs a GPU\")] public void Do_This_Works() { } }")]
    [InlineData(nameof(TestHabits.Names), "class X { [Fact] public void Fact042_ARetryWaits() { } }")]
    public void Rule_PlainCode_IsLeftAlone(string rule, string code) =>
        Assert.Empty(Rules[rule]([new SourceFile("tests/Planted.cs", code)]));
}
