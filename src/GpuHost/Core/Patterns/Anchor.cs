namespace GpuHost.Core.Patterns;

/// <summary>
/// A part of every match in one way of matching: bytes that can be looked for, and what may stand between the match's start and them.
/// </summary>
/// <param name="Prefix">Runs from the start of the match to the window.</param>
/// <param name="Window">The sets of <see cref="WindowBytes"/> bytes that follow each other.</param>
internal sealed record Anchor(IReadOnlyList<PrefixRun> Prefix, IReadOnlyList<ByteSet> Window)
{
    /// <summary>Bytes that the prefilter looks at together: four tables of 2 KB stay in the first-level cache.</summary>
    public const int WindowBytes = 4;

    public bool IsAt(ReadOnlySpan<byte> text, int position)
    {
        for (var index = 0; index < WindowBytes; index++)
        {
            if (!Window[index].Contains(text[position + index]))
                return false;
        }

        return true;
    }

    /// <summary>Names the anchor by content, so that equal ones are kept once.</summary>
    public string Key() =>
        string.Join('|', Prefix.Select(run => $"{run.Set.Key()}:{run.Min}:{run.Max}")) + '#'
        + string.Join('|', Window.Select(set => set.Key()));
}

/// <summary>Between <paramref name="Min"/> and <paramref name="Max"/> bytes out of a set.</summary>
internal sealed record PrefixRun(ByteSet Set, int Min, int Max);
