using System.Text;
using GpuHost.Tests.Core;

namespace GpuHost.Tests.Cuda;

/// <summary>Texts that try a tokenizer, made from a seed.</summary>
internal static class Texts
{
    private static readonly string[] Parts =
    [
        "the ", "function", " return", "'s", "'re", "'LL", "'ſ", "'x", "don't", "I'VE", " ", "  ", "   \n", "\n\n", "\r\n", "\t\t", "\n    ", " \u00A0 ",
        "123", "4567890", "٣٤", "½", "é", "École", "Straße", "日本語の文字", "中", "🙂", "👩‍👩‍👧", "\u2028", "\u0085", "_", "__init__", "=>", "!!!", " ;", "};\n", "://",
        "/*", "*/\r\n", "0x1F", "a1b2", "α", "ß", "\u0301", ".", ", ", "https://example.com/a?b=c", "xyzzyqwrtp", "QZJXKV", "antidisestablishmentarianism",
        "\uFEFF", "\u200B", "﷽", new string('a', 70), new string(' ', 90), new string('-', 65), new string('=', 30), new string('\n', 20),
        new string('9', 10), "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/",
    ];

    public static byte[] Of(int seed, int parts)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        for (var part = 0; part < parts; part++)
        {
            if (random.Next(12) == 0)
                text.Append(random.Next(2) == 0 ? 'q' : '日', random.Next(1, 40));
            text.Append(Parts[random.Next(Parts.Length)]);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Files of every kind and size for a whole pass, by name.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> Files(int seed, int count)
    {
        var random = new Random(seed);
        for (var index = 0; index < count; index++)
        {
            yield return (index % 10) switch
            {
                0 => ($"f{index}.bin", Generated.Bytes(random.Next())),
                1 => ($"f{index}.txt", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(Of(random.Next(), 30)))).ToArray()),
                2 => ($"f{index}.txt", Encoding.Latin1.GetBytes("caf\u00E9 " + new string('x', random.Next(200)) + " na\u00EFve")),
                3 => ($"f{index}.cs", new byte[random.Next(3)]),
                4 => ($"f{index}.js", Of(random.Next(), random.Next(1, 3000))),
                _ => ($"f{index}.md", Of(random.Next(), random.Next(1, 120))),
            };
        }
    }
}
