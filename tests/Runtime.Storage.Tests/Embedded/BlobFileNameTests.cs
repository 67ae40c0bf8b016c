using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Workflows.Storage.Embedded;

namespace Runtime.Storage.Tests.Embedded;

/// <summary>Any name of a blob becomes a path that stays in its folder and reads back to the name.</summary>
public sealed class BlobFileNameTests
{
    private static readonly string[] Pieces =
        ["a", "Z", "0", ".", "..", "/", "//", " ", "%", "%2F", "%~", "%-", "%41", "\\", ":", "*", "?", "\"", "<", ">", "|", "\t", "\n", "\u007F", "ü", "漢", "😀", "CON", "nul", "com1", "~", "-", new('x', 90)];

    [Fact]
    public void ToPath_OfAnyName_ReadsBack()
    {
        var names = Gen.Elements(Pieces).ListOf().Select(parts => string.Concat(parts)).Where(BlobRules.IsName).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3_000), Prop.ForAll(names, name =>
        {
            for (var alternative = 0; alternative < 3; alternative++)
                AssertSafe(name, BlobFileName.ToPath(name, alternative));
        }));
    }

    [Fact]
    public void ToPath_OfTheLongestNames_ReadsBack()
    {
        foreach (var letter in new[] { "x", "ü", "漢", "😀", "%", "\u0001" })
            AssertSafe(Repeat(letter), BlobFileName.ToPath(Repeat(letter)));

        static string Repeat(string letter) => string.Concat(Enumerable.Repeat(letter, 1_024 / letter.Length));
    }

    [Theory]
    [InlineData("plain/name.txt", "plain/name.txt")]
    [InlineData("grüße 漢字.json", "grüße 漢字.json")]
    [InlineData("a:b", "a%3Ab")]
    [InlineData("100%", "100%25")]
    [InlineData("a//b", "a/%~/b")]
    [InlineData("dot.", "dot%2E")]
    [InlineData("nul.txt", "%6Eul.txt")]
    [InlineData(".hidden", ".hidden")]
    public void ToPath_OfAName_StaysReadable(string name, string path) => Assert.Equal(path, BlobFileName.ToPath(name));

    [Theory]
    [InlineData("100%.txt", "100%.txt")]
    [InlineData("%zz", "%zz")]
    [InlineData("%C3%BC", "%C3%BC")]
    [InlineData("a%2Fb", "a/b")]
    public void ToName_OfAFileThatSomebodyNamed_TakesItAsItIs(string path, string name) => Assert.Equal(name, BlobFileName.ToName(path));

    private static void AssertSafe(string name, string path)
    {
        Assert.Equal(name, BlobFileName.ToName(path));
        foreach (var part in path.Split('/'))
        {
            Assert.NotEmpty(part);
            Assert.True(part is not ("." or ".."));
            Assert.True(Encoding.UTF8.GetByteCount(part) <= 255);
            Assert.DoesNotContain(part, letter => letter < ' ' || "\"*:<>?|\\".Contains(letter));
            Assert.False(part[^1] is '.' or ' ');
        }
    }
}
