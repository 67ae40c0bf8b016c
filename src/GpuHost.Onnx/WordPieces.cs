using System.Globalization;
using System.Text;

namespace GpuHost.Onnx;

/// <summary>
/// Cuts text into the tokens of BERT: words between spaces, punctuation and Chinese characters by themselves, and of each word the longest pieces that
/// the vocabulary has, from its beginning on. The rules are those of the published tokenizer (github.com/google-research/bert, tokenization.py, in the
/// form that Hugging Face's <c>BertNormalizer</c> and <c>BertPreTokenizer</c> have). Marks such as <c>[CLS]</c> in a text are words like others. Safe
/// for several threads.
/// </summary>
internal sealed class WordPieces
{
    private const int WordMax = 100;                // a longer word is unknown, as where the models were trained
    private const string Inside = "##";             // begins a piece that does not begin a word

    private readonly Dictionary<string, int> beginnings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> continuations = new(StringComparer.Ordinal);
    private readonly bool isLowerCase;
    private readonly int longest;
    private readonly int unknown;
    private readonly int begin;
    private readonly int end;

    /// <summary>Reads a vocabulary.</summary>
    /// <param name="path">A file with one piece a line; a piece's number is its line's, from 0 on.</param>
    /// <param name="isLowerCase">Whether texts are brought to lower case, and their accents removed.</param>
    /// <exception cref="OnnxModelException">It cannot be read, or lacks a mark.</exception>
    public WordPieces(string path, bool isLowerCase)
    {
        this.isLowerCase = isLowerCase;
        try
        {
            foreach (var piece in File.ReadLines(path))
            {
                if (piece.StartsWith(Inside, StringComparison.Ordinal) && piece.Length > Inside.Length)
                    continuations[piece[Inside.Length..]] = Count;
                else
                    beginnings[piece] = Count;
                longest = Math.Max(longest, piece.Length);
                Count++;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OnnxModelException($"The vocabulary '{path}' cannot be read: {error.Message}", error);
        }

        string[] marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"];
        if (marks.Except(beginnings.Keys).ToList() is { Count: > 0 } missing)
            throw new OnnxModelException($"The vocabulary '{path}' will not do: it lacks {string.Join(", ", missing)}.");
        (Padding, unknown, begin, end) = (beginnings[marks[0]], beginnings[marks[1]], beginnings[marks[2]], beginnings[marks[3]]);
    }

    /// <summary>Number of pieces.</summary>
    public int Count { get; }

    /// <summary>The token of places behind a text's end.</summary>
    public int Padding { get; }

    /// <summary>Cuts a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="tokensMax">No more tokens than that, the two marks around them included.</param>
    public IReadOnlyList<int> Cut(string text, int tokensMax)
    {
        var tokens = new List<int>(Math.Min(tokensMax, 64)) { begin };
        var word = new StringBuilder();
        foreach (var character in Plain(text).EnumerateRunes())
        {
            var stands = StandsAlone(character);
            if (stands || Rune.IsWhiteSpace(character))
                EndWord();
            if (tokens.Count >= tokensMax)
                break;
            if (stands)
                AddWord(character.ToString(), tokens);
            else if (!Rune.IsWhiteSpace(character))
                word.Append(character);
        }

        EndWord();
        if (tokens.Count >= tokensMax)
            tokens.RemoveRange(tokensMax - 1, tokens.Count - tokensMax + 1);
        tokens.Add(end);
        return tokens;

        void EndWord()
        {
            if (word.Length > 0)
                AddWord(word.ToString(), tokens);
            word.Clear();
        }
    }

    /// <summary>Without what cannot be seen; where case does not count, in lower case and without accents.</summary>
    private string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var character in text.EnumerateRunes())        // halves of pairs come as U+FFFD
        {
            var category = Rune.GetUnicodeCategory(character);
            if (character.Value is '\t' or '\n' or '\r')
                plain.Append(' ');
            else if (character.Value is 0xFFFD || IsOther(category) || (isLowerCase && category == UnicodeCategory.NonSpacingMark))
                continue;
            else if (isLowerCase)
                Accents.AppendBare(plain, character);
            else
                plain.Append(character);
        }

        return isLowerCase ? plain.ToString().ToLowerInvariant() : plain.ToString();
    }

    private void AddWord(string word, List<int> tokens)
    {
        var (known, pieces) = (tokens.Count, beginnings.GetAlternateLookup<ReadOnlySpan<char>>());
        var rest = word.EnumerateRunes().Count() > WordMax ? default : word.AsSpan();
        var isWhole = rest.Length > 0;
        while (rest.Length > 0)
        {
            var length = Math.Min(rest.Length, longest);
            int token;
            while (!pieces.TryGetValue(rest[..length], out token) && --length > 0)
            {
            }

            if (length == 0)
            {
                isWhole = false;
                break;
            }

            tokens.Add(token);
            rest = rest[length..];
            pieces = continuations.GetAlternateLookup<ReadOnlySpan<char>>();
        }

        if (isWhole)
            return;
        tokens.RemoveRange(known, tokens.Count - known);
        tokens.Add(unknown);
    }

    /// <summary>Of ASCII all that is no letter, digit or space, so signs such as <c>+</c> and <c>$</c>, which Unicode does not call punctuation, too.</summary>
    private static bool StandsAlone(Rune character) =>
        Rune.IsPunctuation(character) || (character.IsAscii && Rune.IsSymbol(character)) || IsChinese(character.Value);

    private static bool IsOther(UnicodeCategory category) => category
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    /// <summary>The CJK blocks of tokenization.py. Japanese syllables and Korean are written with spaces or in words, as far as it is concerned.</summary>
    private static bool IsChinese(int character) => character
        is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B820 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
