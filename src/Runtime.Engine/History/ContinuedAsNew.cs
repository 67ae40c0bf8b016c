namespace Runtime.Engine.History;

/// <summary>The execution ended and a new one of the same run begins.</summary>
/// <param name="Input">The serialised input of the new execution.</param>
/// <param name="Version">The version of the new execution; empty when none.</param>
public sealed record ContinuedAsNew(string? Input, string Version) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.ContinuedAsNew;
}
