namespace GpuHost.Onnx.Tests;

/// <summary>Expected tokens are those of Hugging Face's tokenizer with the same vocabulary.</summary>
public sealed class WordPiecesTests : IDisposable
{
    private static readonly string[] Vocabulary =
    [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "cafe", "istanbul", "red", "##d", "##ish", "sky", "blue", "Blue", "c", "+", "$", "#", "<", "_", "5", "[", "]", "cl", "##s",
        "中", "文", "か", "\u1112", "##\u1161", "##\u11AB", "привет", "é", "i", "'", "don", "t", "😀", "\u09C7", "##\u09BE",
    ];

    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Theory]
    [InlineData("red\nsky\r\n\tblue", "red sky blue")]                              // a line's end parts words
    [InlineData("reddish redsky", "red ##d ##ish [UNK]")]
    [InlineData("CAFÉ café cafe\u0301", "cafe cafe cafe")]
    [InlineData("\u0130stanbul \u041F\u0420\u0418\u0412\u0415\u0422", "istanbul привет")]
    [InlineData("c++ $5 c# <c_c>", "c + + $ 5 c # < c _ c [UNK]")]                  // signs are tokens
    [InlineData("don't", "don ' t")]
    [InlineData("中文red", "中 文 red")]
    [InlineData("が 한", "か \u1112 ##\u1161 ##\u11AB")]
    [InlineData("\u09CB", "\u09C7 ##\u09BE")]
    [InlineData("sky\u00A0blue\u3000red\u2028sky", "sky blue red sky")]
    [InlineData("s\u00ADk\u200By\u0007 \uFEFFred\0\uFFFD", "sky red")]              // what cannot be seen is nothing
    [InlineData("\uD83D red 😀", "red 😀")]
    [InlineData("[CLS]", "[ cl ##s ]")]
    [InlineData("", "")]
    [InlineData(" \n", "")]
    public void Cut_Text_GivesThePiecesOfBert(string text, string expected) => Assert.Equal(expected, Cut(text));

    [Fact]
    public void Cut_CaseCounts_LeavesCaseAndAccents() => Assert.Equal("Blue blue é [UNK]", Cut("Blue blue é É", isLowerCase: false));

    [Fact]
    public void Cut_WordOfMoreThanAHundredCharacters_IsUnknown()
    {
        File.WriteAllLines(path, [.. Vocabulary, "##sss"]);
        var pieces = new WordPieces(path, isLowerCase: true);
        Assert.DoesNotContain(1, pieces.Cut("c" + new string('s', 99), 200));
        Assert.Equal([2, 1, 3], pieces.Cut("c" + new string('s', 100), 200));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    public void Cut_MoreThanThereIsRoomFor_KeepsTheBeginningAndItsEnd(int most)
    {
        File.WriteAllLines(path, Vocabulary);
        var tokens = new WordPieces(path, isLowerCase: true).Cut(string.Concat(Enumerable.Repeat("reddish ", 1000)), most);
        Assert.Equal(most, tokens.Count);
        Assert.Equal("[CLS] red ##d ##ish red ##d ##ish", string.Join(' ', tokens.Take(7).Select(token => Vocabulary[token])));
        Assert.Equal(3, tokens[^1]);
    }

    [Fact]
    public void Read_LinesThatEndAsOnWindows_AreTheSame()
    {
        File.WriteAllText(path, string.Join("\r\n", Vocabulary) + "\r\n");
        Assert.Equal(Vocabulary.Length, new WordPieces(path, isLowerCase: true).Count);
        Assert.Equal([2, 6, 9, 3], new WordPieces(path, isLowerCase: true).Cut("red sky", 10));
    }

    [Fact]
    public void Read_MarksThatAreMissing_AreNamed()
    {
        File.WriteAllLines(path, ["[PAD]", "[CLS]", "red"]);
        var error = Assert.Throws<OnnxModelException>(() => new WordPieces(path, isLowerCase: true));
        Assert.Contains("[UNK], [SEP]", error.Message, StringComparison.Ordinal);
    }

    private string Cut(string text, bool isLowerCase = true)
    {
        File.WriteAllLines(path, Vocabulary);
        var tokens = new WordPieces(path, isLowerCase).Cut(text, 100);
        Assert.Equal((2, 3), (tokens[0], tokens[^1]));
        return string.Join(' ', tokens.Skip(1).SkipLast(1).Select(token => Vocabulary[token]));
    }
}
