using Workflows.Activities.Agents;

namespace Workflows.Activities.Tests.Agents;

public sealed class RiskScannerTests
{
    [Theory]
    [InlineData("a.cs", "command.Text = $\"SELECT a FROM b WHERE c = '{d}'\";", "sql-concatenation")]
    [InlineData("a.cs", "command.Text = \"DELETE FROM b WHERE c = '\" + d;", "sql-concatenation")]
    [InlineData("a.py", "subprocess.run(text, shell=True)", "shell-command")]
    [InlineData("a.js", "const x = eval(text);", "dynamic-code")]
    [InlineData("a.py", "data = pickle.load(file)", "unsafe-deserialization")]
    [InlineData("a.cs", "ServerCertificateCustomValidationCallback = (_, _, _, _) => true,", "tls-unchecked")]
    [InlineData("a.py", "requests.get(url, verify=False, timeout=3)", "tls-unchecked")]
    [InlineData("a.cs", "var hash = MD5.HashData(bytes);", "weak-hash")]
    [InlineData("a.cs", "catch (Exception) { }", "swallowed-error")]
    [InlineData("a.js", "root.innerHTML = text;", "html-injection")]
    [InlineData("a.js", "const token = Math.random().toString(36);", "predictable-random")]
    [InlineData("a.cs", "var at = \"http://shop.acme.net/x\";", "plain-http")]
    [InlineData("a.py", "def f(x, y=[]):", "shared-default")]
    [InlineData("Dockerfile", "FROM ubuntu:latest", "floating-version")]
    [InlineData("a.log", "2026-01-01 ERROR it broke", "logged-error")]
    [InlineData("a.cs", "// TODO: finish", "open-note")]
    public void Scan_LineWithASign_FindsIt(string path, string line, string id) =>
        Assert.Contains(RiskScanner.Scan(path, [(1, line)]), hit => hit.Pattern.Id == id && hit.Line == 1);

    [Theory]
    [InlineData("a.cs", "var pattern = \"eval(\";")]
    [InlineData("a.js", "const match = regex.exec(text);")]
    [InlineData("a.cs", "// catch (Exception) { }")]
    [InlineData("a.cs", "command.Text = \"SELECT a FROM b WHERE c = @d\";")]
    [InlineData("a.cs", "var ns = \"http://www.w3.org/2000/svg\";")]
    [InlineData("a.cs", "var local = \"http://localhost:7071/api\";")]
    [InlineData("a.py", "requests.get(url, timeout=3)")]
    [InlineData("a.py", "except ImportError: pass")]
    [InlineData("a.md", "eval(text)")]
    [InlineData("a.cs", "Update the set of values where needed")]
    public void Scan_HarmlessLine_FindsNothing(string path, string line) => Assert.Empty(RiskScanner.Scan(path, [(1, line)]));

    [Fact]
    public void Scan_EmptyCatchOverThreeLines_FindsItsFirst()
    {
        var hits = RiskScanner.Scan("a.cs", [(7, "catch (Exception)"), (8, "{"), (9, "}")]);

        Assert.Equal(7, Assert.Single(hits).Line);
    }

    [Fact]
    public void All_Patterns_HaveAnAnchorAndUniqueIds()
    {
        Assert.All(RiskLexicon.All, pattern => Assert.NotEmpty(pattern.Anchors));
        Assert.Equal(RiskLexicon.All.Count, RiskLexicon.All.Select(pattern => pattern.Id).Distinct(StringComparer.Ordinal).Count());
    }
}
