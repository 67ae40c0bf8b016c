namespace GpuHost.Core.Patterns;

/// <summary>
/// Matches one expression at one place, with the preferences of a backtracking engine: leftmost option first, repetitions greedy. Work is
/// counted in steps instead of time, so that giving up does not depend on the machine.
/// </summary>
internal ref struct PatternMatcher(PatternProgram program, ReadOnlySpan<byte> text)
{
    private const int Failed = -1;
    private const int GaveUp = -2;

    private readonly Step[] steps = program.Steps;
    private readonly ReadOnlySpan<byte> text = text;
    private int limit;
    private long stepsLeft;

    /// <summary>Tries to match at <paramref name="start"/>; the text behind the length limit is still seen by \b.</summary>
    /// <param name="start">Index of the match's first byte in the text.</param>
    /// <param name="lengthMax">The most bytes a match may take.</param>
    /// <param name="stepsMax">Steps allowed; reduced by the steps taken, and negative when the match was given up.</param>
    /// <returns>The match's length, or -1.</returns>
    public int MatchAt(int start, int lengthMax, ref long stepsMax)
    {
        limit = Math.Min(text.Length, start + lengthMax);
        stepsLeft = stepsMax;
        var end = Run(0, start);
        stepsMax = end == GaveUp ? -1 : Math.Max(stepsLeft, 0);
        return end < 0 ? Failed : end - start;
    }

    private int Run(int at, int position)
    {
        while (true)
        {
            if (--stepsLeft < 0)
                return GaveUp;
            var step = steps[at];
            switch (step.Kind)
            {
                case StepKind.Accept:
                    return position;
                case StepKind.Jump:
                    at = step.Other;
                    continue;
                case StepKind.Boundary:
                    if (IsWord(position - 1) == IsWord(position))
                        return Failed;
                    at++;
                    continue;
                case StepKind.Split:
                    var first = Run(at + 1, position);
                    if (first != Failed)
                        return first;
                    at = step.Other;
                    continue;
                default:
                    var length = RunLength(step, position);
                    if (length < step.Min)
                        return Failed;
                    if (length > step.Min)
                        return Backtrack(at + 1, position, step.Min, length);
                    position += length;
                    at++;
                    continue;
            }
        }
    }

    /// <summary>Continues behind a run of every length it can have, longest first.</summary>
    private int Backtrack(int next, int position, int min, int length)
    {
        var following = steps[next] is { Kind: StepKind.Run, Min: > 0 } run ? run.Set.Members : ByteSet.Any.Members;
        for (var taken = length; taken >= min; taken--)
        {
            if (--stepsLeft < 0)
                return GaveUp;
            var end = position + taken;
            if (end < text.Length && !following[text[end]])
                continue;
            var result = Run(next, end);
            if (result != Failed)
                return result;
        }

        return Failed;
    }

    private int RunLength(Step step, int position)
    {
        var room = limit - position;
        var rest = text.Slice(position, step.Max < room ? step.Max : room);
        var members = step.Set.Members;
        var length = 0;
        while (length < rest.Length && members[rest[length]])
            length++;
        stepsLeft -= length;
        return length;
    }

    private readonly bool IsWord(int position) =>
        (uint)position < (uint)text.Length && (char.IsAsciiLetterOrDigit((char)text[position]) || text[position] == (byte)'_');
}
