using FsCheck;
using FsCheck.Fluent;

namespace Runtime.TaskHub.Tests.Recovery;

public enum StepKind
{
    Sequence,
    FanOut,
    Timer,
    Event,
    Child,
    ContinueAsNew,
}

/// <summary>One step of a generated workflow.</summary>
public sealed record Step(StepKind Kind, int Count, List<Step> Child);

/// <summary>What an execution of a plan has left to do, and what it has so far.</summary>
public sealed record PlanState(List<Step> Steps, long Sum, int EventsTaken);

/// <summary>A generated workflow and the commits after which its process dies, life by life.</summary>
public sealed record Scenario(List<Step> Steps, List<int> Deaths, bool LastReachesTheDisk, int RestingRunsMax)
{
    public int Events => Steps.Where(step => step.Kind == StepKind.Event).Sum(step => step.Count);

    /// <summary>What the workflow returns, computed without running it.</summary>
    public long Expected => SumOf(Steps) + Enumerable.Range(0, Events).Sum(EventValue);

    public static Arbitrary<Scenario> Any { get; } =
        (from steps in AnyStep(depth: 2).NonEmptyListOf().Resize(5)
         from deaths in Gen.Choose(0, 12).ListOf().Resize(4)
         from stored in Gen.Elements(true, false)
         from resting in Gen.Elements(0, 1_000)
         select new Scenario([.. steps], [.. deaths], stored, resting)).ToArbitrary();

    public static long EventValue(int index) => 1_000L * (index + 1);

    public override string ToString() => $"{string.Join(' ', Steps.Select(Text))}; dies after {string.Join(", ", Deaths)} commits, stored: {LastReachesTheDisk}, resting: {RestingRunsMax}";

    private static string Text(Step step) => $"{step.Kind}({step.Count}{string.Concat(step.Child.Select(child => " " + Text(child)))})";

    private static long SumOf(List<Step> steps) => steps.Sum(step => step.Kind switch
    {
        StepKind.Sequence or StepKind.FanOut => Enumerable.Range(1, step.Count).Sum(i => (long)i),
        StepKind.Child => SumOf(step.Child),
        _ => 0L,
    });

    /// <summary>Events go to the root, and only the root continues as new.</summary>
    private static Gen<Step> AnyStep(int depth)
    {
        var simple = from kind in Gen.Elements(depth == 2 ? [StepKind.Sequence, StepKind.FanOut, StepKind.Timer, StepKind.Event,
            StepKind.ContinueAsNew] : new[] { StepKind.Sequence, StepKind.FanOut, StepKind.Timer })
                     from count in Gen.Choose(1, 3)
                     select new Step(kind, count, []);
        if (depth == 0)
            return simple;
        var child = from steps in AnyStep(depth - 1).NonEmptyListOf().Resize(2) select new Step(StepKind.Child, 1, [.. steps]);
        return Gen.Frequency((4, simple), (1, child));
    }
}
