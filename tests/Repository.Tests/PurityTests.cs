using Repository.Tests.Rules;
using Repository.Tests.Support;

namespace Repository.Tests;

public sealed class PurityTests
{
    [Fact]
    public void ReplayAndHistory_EveryFile_ArePure()
    {
        var core = Repo.CSharp.Where(file => Purity.Folders.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal))).ToList();
        Assert.True(core.Count > 10, "The core is not where this test looks for it.");
        Verdict.None(core.SelectMany(Purity.Find), "Time, chance and the world reach the core as arguments or as events.");
    }

    [Theory]
    [InlineData("var now = DateTime.UtcNow;")]
    [InlineData("var now = System.DateTime.Now;")]
    [InlineData("var now = TimeProvider.System.GetUtcNow();")]
    [InlineData("var id = Guid.NewGuid();")]
    [InlineData("var dice = new Random();")]
    [InlineData("var dice = System.Random.Shared.Next();")]
    [InlineData("var name = Environment.MachineName;")]
    [InlineData("var text = File.ReadAllText(path);")]
    [InlineData("using var client = new HttpClient();")]
    [InlineData("Thread.Sleep(1);")]
    [InlineData("new Thread(Work).Start();")]
    [InlineData("await Task.Delay(1);")]
    [InlineData("await Task.Run(Work);")]
    [InlineData("ILogger log = loggers.CreateLogger(\"x\");")]
    [InlineData("log.LogInformation(\"x\");")]
    public void Purity_PlantedViolation_IsFound(string statement) =>
        Assert.NotEmpty(Purity.Find(new SourceFile("x.cs", $"class X {{ async Task M() {{ {statement} }} }}")));

    [Theory]
    [InlineData("var factory = environment.Loggers;")]
    [InlineData("var name = parent.Environment.DefaultVersion;")]
    [InlineData("var same = turnThread == Thread.CurrentThread;")]
    [InlineData("var at = new DateTime(ticks, DateTimeKind.Utc);")]
    public void Purity_PlainCode_IsLeftAlone(string statement) =>
        Assert.Empty(Purity.Find(new SourceFile("x.cs", $"class X {{ void M() {{ {statement} }} }}")));
}
