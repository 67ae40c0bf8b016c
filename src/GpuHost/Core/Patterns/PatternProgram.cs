namespace GpuHost.Core.Patterns;

/// <summary>What one step of a compiled expression does.</summary>
internal enum StepKind
{
    Run,
    Boundary,
    Split,
    Jump,
    Accept,
}

/// <summary>
/// One step: a greedy run of bytes out of a set, a boundary, a choice between the next step and <paramref name="Other"/>,
/// a jump, or success.
/// </summary>
internal sealed record Step(StepKind Kind, ByteSet Set, int Min, int Max, int Other);

/// <summary>A regular expression compiled to steps for <see cref="PatternMatcher"/>.</summary>
internal sealed class PatternProgram
{
    private const int StepsMax = 2000;      // bounds the matcher's recursion: one frame a step, far below the smallest thread stack

    private readonly List<Step> steps = [];

    private PatternProgram()
    {
    }

    public Step[] Steps { get; private set; } = [];

    /// <summary>Compiles a syntax tree.</summary>
    /// <exception cref="PatternException">The expression unfolds to more steps than the limit.</exception>
    public static PatternProgram Compile(PatternNode node)
    {
        var program = new PatternProgram();
        program.Emit(node);
        program.Add(StepKind.Accept);
        program.Steps = [.. program.steps];
        return program;
    }

    private void Emit(PatternNode node)
    {
        switch (node)
        {
            case OneOf one:
                EmitRun(one.Set, 1, 1);
                break;
            case Repeat { Body: OneOf one } run:
                EmitRun(one.Set, run.Min, run.Max);
                break;
            case Repeat repeat:
                EmitRepeat(repeat);
                break;
            case Choice choice:
                EmitChoice(choice);
                break;
            case Sequence sequence:
                foreach (var part in sequence.Parts)
                    Emit(part);
                break;
            default:
                Add(StepKind.Boundary);
                break;
        }
    }

    private void EmitRun(ByteSet set, int min, int max)
    {
        if (max > 0)
            Add(StepKind.Run, set, min, max);
    }

    private void EmitRepeat(Repeat repeat)
    {
        var before = -1;
        for (var copy = 0; copy < repeat.Min && before != steps.Count; copy++)       // a body without steps is the same however often it is repeated
        {
            before = steps.Count;
            Emit(repeat.Body);
        }

        var splits = new List<int>();
        for (var copy = repeat.Min; copy < repeat.Max; copy++)
        {
            splits.Add(Add(StepKind.Split));
            Emit(repeat.Body);
        }

        foreach (var split in splits)
            steps[split] = steps[split] with { Other = steps.Count };
    }

    private void EmitChoice(Choice choice)
    {
        var jumps = new List<int>();
        for (var option = 0; option < choice.Options.Count - 1; option++)
        {
            var split = Add(StepKind.Split);
            Emit(choice.Options[option]);
            jumps.Add(Add(StepKind.Jump));
            steps[split] = steps[split] with { Other = steps.Count };
        }

        Emit(choice.Options[^1]);
        foreach (var jump in jumps)
            steps[jump] = steps[jump] with { Other = steps.Count };
    }

    private int Add(StepKind kind, ByteSet? set = null, int min = 0, int max = 0)
    {
        if (steps.Count == StepsMax)
            throw new PatternException($"the expression unfolds to more than {StepsMax} steps");
        steps.Add(new Step(kind, set ?? ByteSet.Any, min, max, 0));
        return steps.Count - 1;
    }
}
