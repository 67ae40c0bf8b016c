using System.Collections.Frozen;
using System.Reflection;
using System.Text;

namespace GpuHost.Onnx;

/// <summary>
/// Letters without their accents: Unicode's canonical decomposition (form NFD) less the marks that have no width. The framework's own knows letters of
/// ASCII only where a program goes without ICU, as ours do. Accents.txt has the letters of the basic plane in groups: the bare one, then those that
/// become it, with a colon between where the first are two (Unicode 14). Compatibility ideographs are left as they are.
/// </summary>
internal static class Accents
{
    // Hangul syllables are made of two or three letters by calculation: Unicode, chapter 3.12.
    private const int Syllables = 0xAC00, Leads = 0x1100, Vowels = 0x1161, Trails = 0x11A7, VowelCount = 21, TrailCount = 28, SyllableCount = 11_172;

    private static readonly FrozenDictionary<char, string> Bare = Read();

    /// <summary>Writes what a character is without its accents.</summary>
    public static void AppendBare(StringBuilder text, Rune character)
    {
        var syllable = character.Value - Syllables;
        if (syllable is >= 0 and < SyllableCount)
        {
            text.Append((char)(Leads + (syllable / (VowelCount * TrailCount)))).Append((char)(Vowels + (syllable % (VowelCount * TrailCount) / TrailCount)));
            if (syllable % TrailCount != 0)
                text.Append((char)(Trails + (syllable % TrailCount)));
        }
        else if (character is { IsAscii: false, IsBmp: true } && Bare.TryGetValue((char)character.Value, out var bare))
        {
            text.Append(bare);
        }
        else
        {
            text.Append(character);
        }
    }

    private static FrozenDictionary<char, string> Read()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("GpuHost.Onnx.accents.txt")!);
        var bare = new Dictionary<char, string>();
        foreach (var group in reader.ReadToEnd().Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            var at = Math.Max(group.IndexOf(':', StringComparison.Ordinal), 1);
            foreach (var accented in group[at..].TrimStart(':'))
                bare[accented] = group[..at];
        }

        return bare.ToFrozenDictionary();
    }
}
