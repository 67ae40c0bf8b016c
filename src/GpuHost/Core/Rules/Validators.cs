using System.Globalization;
using GpuHost.Core.Measures;

namespace GpuHost.Core.Rules;

/// <summary>The checks that a rule may ask for beside its expression, by the names they have in a rules file.</summary>
internal static class Validators
{
    public static IReadOnlyList<string> Names { get; } = ["luhn", "iban", "entropy"];

    /// <summary>Makes a validator.</summary>
    /// <param name="text">Its name, for entropy followed by '=' and the least bits a byte: <c>entropy=3.5</c>.</param>
    /// <returns>The validator, or null when there is none of that name.</returns>
    public static IValidator? Find(string text)
    {
        if (text == "luhn")
            return new Luhn();
        if (text == "iban")
            return new Iban();
        const string Entropy = "entropy=";
        var isEntropy = text.StartsWith(Entropy, StringComparison.Ordinal)
            && decimal.TryParse(text.AsSpan(Entropy.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);
        if (!isEntropy)
            return null;
        var bits = decimal.Parse(text.AsSpan(Entropy.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return bits is > 0 and <= 8 ? new LeastEntropy((int)(bits * (1 << FixedLog2.FractionBits))) : null;
    }

    /// <summary>The check digit of ISO/IEC 7812-1: payment cards and many account numbers. Everything but digits is skipped.</summary>
    private sealed class Luhn : IValidator
    {
        public bool IsValid(ReadOnlySpan<byte> text, int length)
        {
            var (sum, isSecond) = (0, false);
            for (var at = length - 1; at >= 0; at--)
            {
                var digit = text[at] - '0';
                if (digit is < 0 or > 9)
                    continue;
                if (isSecond)
                    digit = digit > 4 ? (digit * 2) - 9 : digit * 2;
                sum += digit;
                isSecond = !isSecond;
            }

            return sum % 10 == 0;
        }
    }

    /// <summary>Too regular to be random: fewer bits a byte than asked for.</summary>
    private sealed class LeastEntropy(int bits) : IValidator
    {
        public bool IsValid(ReadOnlySpan<byte> text, int length)
        {
            Span<int> counts = stackalloc int[256];
            counts.Clear();
            foreach (var value in text[..length])
                counts[value]++;
            return ByteEntropy.BitsPerByte(counts, length) >= bits;
        }
    }
}
