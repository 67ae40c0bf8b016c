namespace Runtime.Engine.History;

/// <summary>A failed run was taken back to before its failure. In a history it stands where the run goes on.</summary>
/// <param name="Reason">Why, in the words of who asked.</param>
/// <param name="NextTaskId">Task ids below this one were used before; an answer to one of them that is still on its way must find nobody new.</param>
public sealed record RewindRequested(string? Reason, int NextTaskId) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.RewindRequested;

    /// <summary>The rewound parent that waits for this run; null when the run itself was asked for.</summary>
    public ParentLink? Parent { get; init; }
}
