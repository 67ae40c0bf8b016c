namespace Runtime.Testing.Tests.CrashLab;

/// <summary>A generated workflow, as a tree that one orchestrator interprets.</summary>
/// <param name="Id">Unique in the story.</param>
/// <param name="Kind">What the node does; see <see cref="LabProgram"/>.</param>
/// <param name="A">First number: seconds, failures, an entity.</param>
/// <param name="B">Second number: attempts, seconds, an entity.</param>
/// <param name="Kids">What it is made of.</param>
public sealed record LabNode(int Id, LabKind Kind, int A, int B, IReadOnlyList<LabNode> Kids)
{
    public IEnumerable<LabNode> WithAll() => Kids.SelectMany(kid => kid.WithAll()).Prepend(this);

    public override string ToString() => $"{Kind}#{Id}({A},{B}){(Kids.Count == 0 ? "" : "[" + string.Join(" ", Kids) + "]")}";
}

/// <summary>What a node of a generated workflow does.</summary>
public enum LabKind
{
    Sequence,
    Parallel,
    Call,
    SlowCall,
    Flaky,
    Timer,
    Event,
    EventOrTimer,
    CallOrTimer,
    Child,
    FailingChild,
    Notify,
    Signal,
    EntityCall,
    Lock,
    Status,
}
