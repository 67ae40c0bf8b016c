namespace Workflows.Contracts.Batches;

/// <summary>Where the files of a batch are.</summary>
/// <param name="Kind">In what form they come.</param>
public sealed record BatchSource(BatchSourceKind Kind)
{
    /// <summary>The blob container; for every kind but <see cref="BatchSourceKind.Folder"/>.</summary>
    public string? Container { get; init; }

    /// <summary>The blob; for packs, tars and zips.</summary>
    public string? Blob { get; init; }

    /// <summary>Only this version of <see cref="Blob"/>; null: whichever is there.</summary>
    public string? ETag { get; init; }

    /// <summary>The files; for <see cref="BatchSourceKind.Blobs"/>.</summary>
    public IReadOnlyList<BatchItem> Items { get; init; } = [];

    /// <summary>Full path of the folder; for <see cref="BatchSourceKind.Folder"/>.</summary>
    public string? Folder { get; init; }

    /// <summary>Paths below the folder, '/' between their parts; empty: all its files.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];
}
