using System.Runtime.InteropServices;

namespace GpuHost.Core.Text;

/// <summary>
/// Estimates the number of model tokens from runs of characters, in one pass and without a vocabulary:
/// <code>
/// word piece of n letters (camelCase splits)   1 + (n - 1) / 10
/// capitals of n letters                        1 + (n - 1) / 4
/// digits, n                                    ceil(n / 3)
/// punctuation, n                               1 + (n - 1) / 4
/// line ends                                    1, or 0 right behind punctuation
/// blanks, n                                    0 for one, else 1
/// outside ASCII, n UTF-8 bytes                 ceil(n / 3)
/// </code>
/// Measured against exact cl100k counts (gpt-tokenizer 2.9) on every 20th file of seven npm packages, 622 files of JavaScript, TypeScript,
/// JSON and source maps: 5 % too low in all, median error of a file 10 %, nine in ten files within 28 %. On 527 C# files: 8 % too high in
/// all, median error 7 %, nine in ten within 15 %. Other languages were not measured.
/// It is an estimate for budgets and group sizes, not a count to be billed.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct TokenEstimator
{
    private const byte Lower = 0;
    private const byte Upper = 1;
    private const byte Digit = 2;
    private const byte Blank = 3;
    private const byte LineEnd = 4;
    private const byte Punctuation = 5;
    private const byte Other = 6;
    private const byte Start = 7;

    private static readonly byte[] Classes = BuildClasses();

    private byte current;
    private byte previous;
    private long run;
    private long tokens;

    public TokenEstimator()
    {
        current = Start;
        previous = Start;
    }

    /// <summary>The estimate for everything fed so far.</summary>
    public readonly long Tokens => tokens + CostOfRun();

    /// <summary>Takes bytes of ASCII, UTF-8 or Latin-1 text.</summary>
    public void Feed(ReadOnlySpan<byte> block)
    {
        foreach (var value in block)
            Take(Classes[value], 1);
    }

    /// <summary>Takes bytes of a <see cref="Utf16View"/>, so that a text costs the same in UTF-16 as in UTF-8.</summary>
    public void FeedUtf16View(ReadOnlySpan<byte> block)
    {
        foreach (var value in block)
            Take(Classes[value], value < 0x80 ? 1 : value == Utf16View.ThreeBytes ? 3 : 2);
    }

    private void Take(byte kind, int weight)
    {
        if (kind == current)
        {
            run += weight;
            return;
        }

        if (kind == Lower && current == Upper)
        {
            Capitalise();
            return;
        }

        tokens += CostOfRun();
        previous = current;
        current = kind;
        run = weight;
    }

    /// <summary>The last capital before small letters begins their word: HTMLElement is HTML and Element.</summary>
    private void Capitalise()
    {
        run--;
        tokens += run > 0 ? CostOfRun() : 0;
        previous = Upper;
        current = Lower;
        run = 2;
    }

    private readonly long CostOfRun() => current switch
    {
        Lower => 1 + ((run - 1) / 10),
        Upper => 1 + ((run - 1) / 4),
        Digit or Other => (run + 2) / 3,
        Blank => run == 1 ? 0 : 1,
        LineEnd => previous == Punctuation ? 0 : 1,
        Punctuation => 1 + ((run - 1) / 4),
        _ => 0,
    };

    private static byte[] BuildClasses()
    {
        var classes = new byte[256];
        for (var value = 0; value < 256; value++)
        {
            classes[value] = (char)value switch
            {
                >= 'a' and <= 'z' => Lower,
                >= 'A' and <= 'Z' => Upper,
                >= '0' and <= '9' => Digit,
                ' ' or '\t' => Blank,
                '\r' or '\n' => LineEnd,
                >= (char)128 => Other,
                _ => Punctuation,
            };
        }

        return classes;
    }
}
