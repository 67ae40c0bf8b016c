namespace Workflows.Contracts.Review;

/// <summary>Input of the <c>Review</c> workflow.</summary>
/// <param name="Folder">Full path of the folder to review; null or empty reviews the samples that ship with the app.</param>
public sealed record ReviewRequest(string? Folder = null)
{
    /// <summary>Name of a configured model; null takes the configured default.</summary>
    public string? Model { get; init; }

    /// <summary>How many groups of files agents look at, 1 to <see cref="GroupsLimit"/>; what is beyond is folded into the last
    /// group.</summary>
    public int GroupsMax { get; init; } = GroupsLimit;

    /// <summary>Twelve groups are six dozen model calls, and about as many sections as a person reads.</summary>
    public const int GroupsLimit = 12;
}
