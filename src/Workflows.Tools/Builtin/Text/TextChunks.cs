namespace Workflows.Tools.Builtin.Text;

/// <summary>Cuts a text into pieces; joined again they are the text.</summary>
internal static class TextChunks
{
    public static IReadOnlyList<string> Of(string text, int charactersMax)
    {
        var chunks = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var length = Math.Min(charactersMax, text.Length - start);
            if (start + length < text.Length)
                length = CutAt(text.AsSpan(start, length));
            chunks.Add(text.Substring(start, length));
            start += length;
        }
        return chunks;
    }

    /// <summary>After the last paragraph, line, sentence or word in the second half, so that pieces do not get tiny.</summary>
    private static int CutAt(ReadOnlySpan<char> window)
    {
        foreach (var end in (ReadOnlySpan<string>)["\n\n", "\n", ". ", " "])
        {
            var at = window.LastIndexOf(end);
            if (at >= window.Length / 2)
                return at + end.Length;
        }
        return char.IsHighSurrogate(window[^1]) ? window.Length - 1 : window.Length;
    }
}
