using System.Runtime.InteropServices;
using System.Text;
using GpuHost.Core.Rules;
using GpuHost.Core.Text;
using GpuHost.Core.Tiers;
using GpuHost.Core.Tokens;
using GpuHost.Core.Types;
using GpuHost.Tests.Core;

namespace GpuHost.Tests.Fuzz;

/// <summary>Text in any encoding, and what only looks like text.</summary>
public sealed class TextFuzzTests
{
    // Halves of pairs, marks, borders between lengths in UTF-8, and ends of lines.
    private static readonly ushort[] Units =
    [
        0x41, 0x20, 0x0A, 0x0D, 0x7F, 0x80, 0xE9, 0x7FF, 0x800, 0x6F22, 0xD7FF, 0xD800, 0xD83C, 0xDBFF, 0xDC00, 0xDF89, 0xDFFF, 0xE000, 0xFEFF, 0xFFFD,
        0xFFFE, 0xFFFF,
    ];

    [Fact]
    public void FeedUtf16_AnyUnitsInAnyBlocks_CountsWhatTheFrameworkDecodes() => Rounds.Run(600, random =>
    {
        var isBig = random.Next(2) == 0;
        var bytes = Bytes(random, isBig, random.Next(200), odd: random.Next(3) == 0);
        var text = Encoding.UTF8.GetBytes(Decoder(isBig).GetString(bytes.AsSpan(0, bytes.Length & ~1)));        // half a unit at the end does not count
        var stream = new TokenStream(new TokenCounter(TierSet.Best), 64);
        for (var at = 0; at < bytes.Length;)
        {
            var count = Math.Min(random.Next(1, 33), bytes.Length - at);
            stream.FeedUtf16(bytes.AsSpan(at, count), isBig);
            at += count;
        }

        stream.Finish(isUtf16: true);
        var memory = new byte[text.Length + TokenCounter.PaddingBytes];
        text.CopyTo(memory, 0);
        Assert.Equal(new TokenCounter(TierSet.Best).Count(memory, 0, text.Length, isEnd: true, out _), stream.Tokens);
    });

    [Fact]
    public void Narrow_AnyUnitsInAnyBlocks_TellsTheLengthOfEach() => Rounds.Run(2_000, random =>
    {
        var isBig = random.Next(2) == 0;
        var bytes = Bytes(random, isBig, random.Next(60), odd: random.Next(3) == 0);
        var view = new Utf16View(isBig);
        var (seen, target) = (new List<byte>(), new byte[bytes.Length + 1]);
        for (var at = 0; at < bytes.Length;)
        {
            var count = Math.Min(random.Next(1, 8), bytes.Length - at);
            seen.AddRange(target.AsSpan(0, view.Narrow(bytes.AsSpan(at, count), target)));
            at += count;
        }

        Assert.Equal(Narrowed(bytes, isBig), seen);
    });

    [Fact]
    public void Run_Utf16OfAnyUnits_HasTheLinesAndFindingsOfItsText()
    {
        using var tiers = new EveryTier(opens: false);
        Rounds.Run(60, random =>
        {
            var isBig = random.Next(2) == 0;
            byte[] mark = isBig ? [0xFE, 0xFF] : [0xFF, 0xFE];
            var (_, example) = Planted.Examples.ElementAt(random.Next(Planted.Examples.Count));
            byte[] bytes = [.. mark, .. Bytes(random, isBig, random.Next(12_000), odd: false), .. Coder(isBig).GetBytes(example.Match),
                .. Bytes(random, isBig, random.Next(300), odd: random.Next(3) == 0)];
            var record = tiers.Run("a.txt", bytes).Record;
            var narrow = Narrowed(bytes, isBig).ToArray();
            Assert.Equal(isBig ? "utf-16be" : "utf-16le", record.Encoding);
            Assert.Equal(narrow.Count(unit => unit == '\n') + (narrow[^1] == '\n' ? 0 : 1), record.Lines);
            var expected = ReferenceScan.Run(RuleSet.BuiltIn, narrow);
            Assert.Equal(
                expected.Select(match => (RuleSet.BuiltIn.Rules[match.Rule].Id, 2 * match.Offset, 2 * match.Length, match.Line)),
                record.Findings.Select(finding => (finding.Rule, finding.Offset, finding.Length, finding.Line)));
        });
    }

    [Fact]
    public void Run_AnyBytes_IsTheSameOnEveryTierAndInBlocks()
    {
        using var tiers = new EveryTier(opens: false);
        Rounds.Run(150, random =>
        {
            var bytes = random.Next(3) == 0 ? Mutations.Noise(random.Next(40_000), random) : Generated.Bytes(random.Next());
            tiers.Run("a", Mutations.Of(bytes, Documents.Encoded(Documents.Sentence(random, 200), random), random));
        });
    }

    [Fact]
    public void Find_AnyHead_EndsWithATypeOrNone() => Rounds.Run(5_000, random =>
    {
        var head = Mutations.Of(Head(random), Head(random), random);
        var type = MagicTable.Find(head);
        Assert.True(type is null || type.Contains('/', StringComparison.Ordinal), type);
        for (var length = Math.Min(head.Length, 80); length >= 0; length--)
            _ = MagicTable.Find(head.AsSpan(0, length));
        byte[] script = [.. "#!"u8, .. Mutations.Of("/usr/bin/env -S A=1 python3.12 -u\n"u8.ToArray(), head, random)];
        _ = LanguageTable.Find(Documents.Sentence(random, 5), script);
        _ = Utf16Detector.Detect(head);
    });

    private static byte[] Head(Random random)
    {
        string[] marks =
        [
            "\u0089PNG\r\n\u001a\n\0\0\0\rIHDR", "RIFF\u0024\0\0\0WEBPVP8 ", "%PDF-1.7\n", "PK\u0003\u0004\u0014\0\0\0mimetypeapplication/epub+zip", "\0\0\0\u0018ftypmp42",
            "MZ" + new string('\0', 58) + "\u0040\0\0\0PE\0\0", "BZh91AY&SY\0\0", "\u00ca\u00fe\u00ba\u00be\0\0\0\u0041", "\u00ff\u00fb\u0090\u0064\0", "BM\0\0\0\0\0\0\0\0" + new string('a', 20),
            new string('\0', 257) + "ustar\0", "word/ [Content_Types].xml", "!<arch>\ndebian-binary", "\u001f\u008b\u0008\0",
        ];
        return [.. Encoding.Latin1.GetBytes(marks[random.Next(marks.Length)]), .. Mutations.Noise(random.Next(100), random)];
    }

    private static byte[] Bytes(Random random, bool isBig, int count, bool odd)
    {
        var units = new char[count];
        for (var index = 0; index < count; index++)
            units[index] = (char)(random.Next(2) == 0 ? Units[random.Next(Units.Length)] : random.Next(0x20, 0x7F));
        var bytes = MemoryMarshal.AsBytes<char>(units).ToArray();
        for (var index = 0; isBig && index < bytes.Length; index += 2)
            (bytes[index], bytes[index + 1]) = (bytes[index + 1], bytes[index]);
        return odd ? [.. bytes, 0x41] : bytes;
    }

    private static IEnumerable<byte> Narrowed(byte[] bytes, bool isBig)
    {
        for (var index = 0; index + 1 < bytes.Length; index += 2)
        {
            var unit = isBig ? (bytes[index] << 8) | bytes[index + 1] : (bytes[index + 1] << 8) | bytes[index];
            yield return unit < 0x80 ? (byte)unit
                : char.IsSurrogate((char)unit) ? Utf16View.Surrogate
                : Encoding.UTF8.GetByteCount([(char)unit]) == 2 ? Utf16View.TwoBytes : Utf16View.ThreeBytes;
        }
    }

    private static UnicodeEncoding Decoder(bool isBig) => new(isBig, byteOrderMark: false, throwOnInvalidBytes: false);

    private static UnicodeEncoding Coder(bool isBig) => new(isBig, byteOrderMark: false, throwOnInvalidBytes: true);
}
