namespace GpuHost.Core.Patterns;

/// <summary>
/// A part of every match in one way of matching: bytes that can be looked for, and what may stand between the match's start and them.
/// </summary>
/// <param name="Prefix">Runs from the start of the match to the anchor.</param>
/// <param name="Window">The set of the byte before the anchor, then those of the <see cref="WindowBytes"/> - 1 bytes from it on.</param>
internal sealed record Anchor(IReadOnlyList<PrefixRun> Prefix, IReadOnlyList<ByteSet> Window)
{
    /// <summary>Bytes that are checked before a candidate is followed: one before the anchor and seven from it on.</summary>
    public const int WindowBytes = 8;

    /// <summary>Bytes of the window behind the anchor's first one.</summary>
    public const int LookAhead = WindowBytes - 2;

    /// <summary>Names the anchor by content, so that equal ones are kept once.</summary>
    public string Key() =>
        string.Join('|', Prefix.Select(run => $"{run.Set.Key()}:{run.Min}:{run.Max}")) + '#'
        + string.Join('|', Window.Select(set => set.Key()));
}

/// <summary>Between <paramref name="Min"/> and <paramref name="Max"/> bytes out of a set.</summary>
internal sealed record PrefixRun(ByteSet Set, int Min, int Max)
{
    /// <summary>Stands for \b between two runs: it takes no byte.</summary>
    public static PrefixRun Boundary { get; } = new(new ByteSet(), 0, 0);
}
