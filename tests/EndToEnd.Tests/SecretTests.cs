using System.Text;

namespace EndToEnd.Tests;

/// <summary>Secrets in a reviewed folder are found to the byte and repeated nowhere: not in reports, not on screen, not in the hub.</summary>
public sealed class SecretTests : IDisposable
{
    // Put together here, so that no scanner of this repository takes them for real ones.
    private static readonly string AccessKey = "AKIA" + "QWERTYUIOPASDFGH";
    private static readonly string Password = "hunter2" + "CorrectHorse";
    private static readonly string Token = "ghp_" + "abcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly string KeyHead = "-----BEGIN " + "RSA PRIVATE KEY-----";
    private static readonly string KeyBody = "MIIEowIBAAKCAQEA" + "1c7Zr9Xq0vPlantedBodyLine42";

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Review_OfPlantedSecrets_FindsThemToTheByteAndRepeatsNone(bool json)
    {
        var folder = Plant();
        string[] view = json ? ["--json"] : [];
        var ending = await WorkflowsProcess.RunAsync(scratch.FullPath, ["run", "review", folder, "--hub", scratch["hub"], "--out", scratch["out"], .. view]);
        Assert.Equal(0, ending.ExitCode);

        var report = ReviewFile.Read(scratch["out"]);
        var found = report.Findings.GroupBy(finding => finding.GetProperty("rule").GetString()!, StringComparer.Ordinal)
            .ToDictionary(rule => rule.Key, rule => rule.Select(finding => ReviewFile.TextOf(folder, finding)).ToList(), StringComparer.Ordinal);
        Assert.Equal([AccessKey], found["aws-key"]);
        Assert.Equal([Token], found["gh-pat"]);
        Assert.Equal([KeyHead], found["privkey"]);
        Assert.Equal(["Password=" + Password], found["connpw"]);
        AssertNowhere([AccessKey, Password, Token, KeyBody], ending.Output, ending.Error);
    }

    [Fact]
    public async Task Review_OfSecretInUtf16_PointsAtTheBytesAsStored()
    {
        var before = "first line\nkey: ";
        scratch.Write("wide/wide.txt", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(before + AccessKey + "\n")]);
        string[] command = ["run", "review", scratch["wide"], "--hub", scratch["hub"], "--out", scratch["out"]];
        var ending = (await WorkflowsProcess.RunAsync(scratch.FullPath, command)).Succeeded();

        var finding = Assert.Single(ReviewFile.Read(scratch["out"]).Findings);
        Assert.Equal(2 + (2 * before.Length), finding.GetProperty("offset").GetInt64());
        Assert.Equal(2 * AccessKey.Length, finding.GetProperty("length").GetInt32());
        Assert.Equal(2, finding.GetProperty("line").GetInt32());
        AssertNowhere([AccessKey], ending.Output, ending.Error);
    }

    private string Plant()
    {
        scratch.Write("planted/Settings.cs", $$"""
            // Grüße: bytes are not characters
            public static class Settings
            {
                public const string Key = "{{AccessKey}}";
                public const string Connection = "Server=db;User=sa;Password={{Password}};Encrypt=true";
            }
            """.ReplaceLineEndings("\r\n"));
        scratch.Write("planted/deploy.sh", $"#!/bin/sh\nset -e\ngit clone https://x.example.org/a.git\nexport TOKEN_VALUE={Token}\n");
        scratch.Write("planted/notes/key.txt", $"The key is\n{KeyHead}\n{KeyBody}\n{KeyBody}\n-----END RSA " + "PRIVATE KEY-----\n");
        scratch.Write("planted/README.md", $"# Settings\n\nUse the key {AccessKey[..8]}... from the vault.\n");
        return scratch["planted"];
    }

    private void AssertNowhere(string[] secrets, params string[] said)
    {
        var hubFiles = Directory.GetFiles(scratch["hub"], "*", SearchOption.AllDirectories);
        var texts = hubFiles.Concat(Directory.GetFiles(scratch["out"]))
            .Select(path => (Where: path, Text: Encoding.Latin1.GetString(File.ReadAllBytes(path))))
            .Concat(said.Select(text => (Where: "the screen", Text: text))).ToList();

        // Were the hub's bytes packed, looking for a secret in them would prove nothing.
        Assert.Contains(texts, text => hubFiles.Contains(text.Where) && text.Text.Contains(scratch.FullPath, StringComparison.Ordinal));
        foreach (var (where, text) in texts)
        {
            foreach (var secret in secrets)
            {
                Assert.False(text.Contains(secret, StringComparison.Ordinal), $"{where} holds {secret}");
                var wide = Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(secret));
                Assert.False(text.Contains(wide, StringComparison.Ordinal), $"{where} holds {secret} as UTF-16");
            }
        }
    }
}
