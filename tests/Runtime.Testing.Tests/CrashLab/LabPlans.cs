using FsCheck;
using FsCheck.Fluent;

namespace Runtime.Testing.Tests.CrashLab;

/// <summary>Generates stories, and shrinks one that went wrong: fewer deaths, fewer runs, smaller trees.</summary>
internal static class LabPlans
{
    private static readonly LabKind[] Leaves =
    [
        LabKind.Call, LabKind.Call, LabKind.SlowCall, LabKind.Flaky, LabKind.Timer, LabKind.Event, LabKind.EventOrTimer, LabKind.CallOrTimer,
        LabKind.Notify, LabKind.Signal, LabKind.EntityCall, LabKind.Lock, LabKind.Status,
    ];

    private static readonly LabKind[] Branches = [LabKind.Sequence, LabKind.Sequence, LabKind.Parallel, LabKind.Child, LabKind.FailingChild];

    public static Arbitrary<LabPlan> Arbitrary { get; } = Arb.From(Plans(), Smaller);

    private static Gen<LabPlan> Plans() =>
        from roots in Gen.Choose(1, 4).SelectMany(count => Tree(depth: 3).ListOf(count))
        from items in Gen.Choose(0, 6)
        from deathCount in Gen.Choose(0, 6)
        from deaths in Gen.Choose(0, 60).ListOf(deathCount)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        from suspends in Gen.Choose(0, 2)
        from terminates in Gen.Frequency((4, Gen.Constant(0)), (1, Gen.Choose(1, 2)))
        select Numbered(new LabPlan([.. roots], items, [.. deaths], seed) { Suspends = suspends, Terminates = terminates });

    private static Gen<LabNode> Tree(int depth)
    {
        var leaf = from kind in Gen.Elements(Leaves)
                   from a in Gen.Choose(0, 3)
                   from b in Gen.Choose(1, 4)
                   select new LabNode(0, kind, a, b, []);
        if (depth == 0)
            return leaf;
        var branch = from kind in Gen.Elements(Branches)
                     from count in Gen.Choose(1, 4)
                     from kids in Tree(depth - 1).ListOf(kind is LabKind.Child or LabKind.FailingChild ? 1 : count)
                     from a in Gen.Choose(0, 1)
                     select Checked(new LabNode(0, kind, a, 0, [.. kids]));
        return Gen.Frequency((1, leaf), (2, branch));
    }

    /// <summary>A critical section beside other work in the same run would be refused: those that hold one are run one after the other.</summary>
    private static LabNode Checked(LabNode node) => node.Kind == LabKind.Parallel && node.WithAll().Any(kid => kid.Kind == LabKind.Lock)
        ? node with { Kind = LabKind.Sequence }
        : node;

    private static LabPlan Numbered(LabPlan plan)
    {
        var next = 0;
        LabNode Number(LabNode node) => node with { Id = ++next, Kids = [.. node.Kids.Select(Number)] };
        return plan with { Roots = [.. plan.Roots.Select(Number)] };
    }

    private static IEnumerable<LabPlan> Smaller(LabPlan plan)
    {
        foreach (var roots in Without(plan.Roots).Where(roots => roots.Count > 0 || plan.Items > 0))
            yield return plan with { Roots = roots };
        if (plan.Items > 0)
            yield return plan with { Items = plan.Items / 2 };
        if (plan.Suspends > 0)
            yield return plan with { Suspends = 0 };
        if (plan.Terminates > 0)
            yield return plan with { Terminates = 0 };
        foreach (var deaths in Without(plan.Deaths))
            yield return plan with { Deaths = deaths };
        for (var i = 0; i < plan.Roots.Count; i++)
        {
            foreach (var smaller in Smaller(plan.Roots[i]))
                yield return plan with { Roots = [.. plan.Roots.Take(i), smaller, .. plan.Roots.Skip(i + 1)] };
        }
    }

    private static IEnumerable<LabNode> Smaller(LabNode node)
    {
        foreach (var kid in node.Kids)
            yield return kid;
        if (node.Kind is LabKind.Sequence or LabKind.Parallel)
        {
            foreach (var kids in Without(node.Kids))
                yield return node with { Kids = kids };
        }

        for (var i = 0; i < node.Kids.Count; i++)
        {
            foreach (var smaller in Smaller(node.Kids[i]))
                yield return node with { Kids = [.. node.Kids.Take(i), smaller, .. node.Kids.Skip(i + 1)] };
        }
    }

    private static IEnumerable<IReadOnlyList<T>> Without<T>(IReadOnlyList<T> list)
    {
        for (var i = 0; i < list.Count; i++)
            yield return [.. list.Take(i), .. list.Skip(i + 1)];
    }
}
