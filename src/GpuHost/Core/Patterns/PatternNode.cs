namespace GpuHost.Core.Patterns;

/// <summary>The syntax tree of a rule's regular expression.</summary>
internal abstract record PatternNode;

/// <summary>One byte out of a set.</summary>
internal sealed record OneOf(ByteSet Set) : PatternNode;

/// <summary>\b: exactly one of the bytes on both sides is a word byte.</summary>
internal sealed record WordBoundary : PatternNode;

/// <summary>Parts that follow each other; no parts match the empty string.</summary>
internal sealed record Sequence(IReadOnlyList<PatternNode> Parts) : PatternNode;

/// <summary>Options tried from left to right.</summary>
internal sealed record Choice(IReadOnlyList<PatternNode> Options) : PatternNode;

/// <summary>A greedy repetition; <paramref name="Max"/> is <see cref="Unbounded"/> where the expression gives no upper bound.</summary>
internal sealed record Repeat(PatternNode Body, int Min, int Max) : PatternNode
{
    public const int Unbounded = int.MaxValue;
}
