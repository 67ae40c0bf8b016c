namespace Workflows.Contracts.Batches;

/// <summary>A message of the queue <c>file-batches</c>: JSON with these members in camel case, nothing else.</summary>
/// <param name="Version">1. A host refuses versions that it does not know.</param>
/// <param name="Source">The files.</param>
public sealed record BatchMessage(int Version, BatchSource Source)
{
    /// <summary>The version that this program writes.</summary>
    public const int VersionNow = 1;

    /// <summary>
    /// Names the batch: one id has one result, however often it is sent. Up to 200 characters. Null: the result is named after its content,
    /// so that the same files give the same result object.
    /// </summary>
    public string? Id { get; init; }

    /// <summary>What to find out.</summary>
    public BatchWork Work { get; init; } = new();

    /// <summary>Whom to tell; null: nobody.</summary>
    public BatchNotice? Notify { get; init; }
}
