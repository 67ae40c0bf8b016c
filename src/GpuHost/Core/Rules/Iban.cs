namespace GpuHost.Core.Rules;

/// <summary>
/// The check of ISO 13616: the country's length, and 1 as the remainder of a division by 97 once the first four characters stand at the end
/// and letters are two-digit numbers. Blanks between groups are skipped; a number that goes on behind the match is read on.
/// </summary>
internal sealed class Iban : IValidator
{
    // Length by country, from the registry of ISO 13616.
    private const string Lengths =
        "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27"
        + "GT28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28"
        + "PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";

    private static readonly Dictionary<int, int> LengthOf = Enumerable.Range(0, Lengths.Length / 4).ToDictionary(
        index => (Lengths[index * 4] << 8) | Lengths[(index * 4) + 1],
        index => int.Parse(Lengths.AsSpan((index * 4) + 2, 2)));

    public bool IsValid(ReadOnlySpan<byte> text, int length)
    {
        Span<byte> symbols = stackalloc byte[40];
        var wanted = 2;
        var count = 0;
        var isBlank = false;
        foreach (var value in text)
        {
            if (count == wanted && (count > 2 || !LengthOf.TryGetValue((symbols[0] << 8) | symbols[1], out wanted)))
                break;
            var isSymbol = value is (>= (byte)'0' and <= (byte)'9') or (>= (byte)'A' and <= (byte)'Z');
            if (!isSymbol && (isBlank || value != (byte)' '))
                break;
            isBlank = !isSymbol;
            if (isSymbol)
                symbols[count++] = value;
        }

        return count > 4 && count == wanted && Remainder(symbols[..count]) == 1;
    }

    private static int Remainder(ReadOnlySpan<byte> symbols)
    {
        var remainder = 0;
        for (var index = 0; index < symbols.Length; index++)
        {
            var symbol = symbols[(index + 4) % symbols.Length];
            remainder = symbol <= (byte)'9' ? ((remainder * 10) + symbol - '0') % 97 : ((remainder * 100) + symbol - 'A' + 10) % 97;
        }

        return remainder;
    }
}
