namespace Runtime.Testing.Tests.CrashLab;

/// <summary>A generated story: what is run, what the world does to it, when the process dies, and the seed of everything else.</summary>
/// <param name="Roots">The workflows.</param>
/// <param name="Items">Events for the collector; 0 for no collector.</param>
/// <param name="Deaths">After how many steps of a life the process dies, life by life.</param>
/// <param name="Seed">Decides the order of what could happen at the same time.</param>
public sealed record LabPlan(IReadOnlyList<LabNode> Roots, int Items, IReadOnlyList<int> Deaths, int Seed)
{
    /// <summary>Roots that the world suspends and resumes on the way.</summary>
    public int Suspends { get; init; }

    /// <summary>Roots, from the last on, that the world terminates on the way.</summary>
    public int Terminates { get; init; }

    public override string ToString() =>
        $"seed {Seed}, deaths [{string.Join(", ", Deaths)}], items {Items}, suspends {Suspends}, terminates {Terminates}\n  "
        + string.Join("\n  ", Roots);
}
