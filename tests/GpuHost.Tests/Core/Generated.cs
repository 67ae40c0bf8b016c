using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace GpuHost.Tests.Core;

/// <summary>Text and bytes made from a seed.</summary>
internal static class Generated
{
    private static readonly string[] Pieces =
    [
        .. Planted.Examples.Values.Select(example => example.Match),
        .. Planted.Examples.Values.Select(example => example.Miss),
        " ", "\n", "\r\n", "a", "Z", "0", "_", "-", ".", "@", "://", "é", "\0", "eyJ", "sk-", "SK", "'", "=", "token", "us",
        new string('a', 70), new string('7', 130), new string('-', 65),
    ];

    public static Arbitrary<string> Texts { get; } =
        Gen.Elements(Pieces).ListOf().Resize(60).Select(pieces => string.Concat(pieces)).ToArbitrary();

    /// <summary>Bytes of any value, of few values, and planted text among them.</summary>
    public static byte[] Bytes(int seed)
    {
        var random = new Random(seed);
        var result = new List<byte>();
        while (result.Count < 3000)
        {
            switch (random.Next(3))
            {
                case 0:
                    result.AddRange(Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                case 1:
                    result.AddRange(Enumerable.Range(0, random.Next(100)).Select(_ => (byte)random.Next(256)));
                    break;
                default:
                    result.AddRange(Enumerable.Range(0, random.Next(100)).Select(_ => (byte)"AKIaz09-_@.+ "[random.Next(13)]));
                    break;
            }
        }

        return [.. result.Take(random.Next(3000))];
    }
}
