using Repository.Tests.Rules;
using Repository.Tests.Support;

namespace Repository.Tests;

public sealed class TextTests
{
    private static IEnumerable<SourceFile> Own => Repo.Files.Where(file => !Repo.IsSample(file));

    [Fact]
    public void Text_EveryFile_NamesNoMachinePath() =>
        Verdict.None(Own.SelectMany(Texts.MachinePaths), "Write paths relative to the root, or with a placeholder.");

    [Fact]
    public void Text_EveryFile_NamesNoRegistry() =>
        Verdict.None(Own.SelectMany(Texts.RegistryHosts), "Where packages come from is the machine's configuration.");

    [Fact]
    public void Text_EveryFile_HoldsNoSecret() =>
        Verdict.None(Own.SelectMany(SecretRules.Find), "Take it out. A test that needs a secret's form assembles it from pieces.");

    [Fact]
    public void Text_EveryFile_EndsWithANewline() =>
        Verdict.None(
            Repo.Files.Where(file => file.Text.Length > 0 && !file.Text.EndsWith('\n') && !Repo.IsSample(file)).Select(file => file.Path),
            "End it with one.");

    [Fact]
    public void SecretRules_OfTheProduct_AreRead() => Assert.True(SecretRules.Ids.Count() > 20);

    [Theory]
    [InlineData("/ho" + "me/ann/code")]
    [InlineData("see /ro" + "ot/x")]
    [InlineData("C:\\Us" + "ers\\ann")]
    public void MachinePaths_PlantedPath_IsFound(string text) => Assert.NotEmpty(Texts.MachinePaths(new SourceFile("x.md", text)));

    [Theory]
    [InlineData("https://api.nu" + "get.org/v3/index.json")]
    [InlineData("registry=https://registry.np" + "mjs.org/")]
    public void RegistryHosts_PlantedHost_IsFound(string text) => Assert.NotEmpty(Texts.RegistryHosts(new SourceFile("x.md", text)));

    [Theory]
    [InlineData("AKIA", "ABCDEFGHIJKLMNOP")]
    [InlineData("ghp_", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJ")]
    [InlineData("-----BEGIN ", "RSA PRIVATE KEY-----")]
    public void SecretRules_PlantedSecret_IsFound(string head, string tail) =>
        Assert.NotEmpty(SecretRules.Find(new SourceFile("x.cs", head + tail)));
}
