namespace Runtime.Engine.Inspection;

/// <summary>Whether the present code does what a history says.</summary>
/// <param name="InstanceId">The run.</param>
/// <param name="Turns">Turns that were replayed.</param>
/// <param name="Difference">The exact turn and decision that differ; null when the code does the same.</param>
public sealed record ReplayVerdict(string InstanceId, int Turns, string? Difference)
{
    /// <summary>Number of the event that differs or cannot be read, as <see cref="HistoryReader"/> counts them; null when the code does the same.</summary>
    public int? AtEvent { get; init; }

    /// <summary>Whether the code does the same as the history.</summary>
    public bool IsSame => Difference is null;
}
