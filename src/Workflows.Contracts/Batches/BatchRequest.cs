namespace Workflows.Contracts.Batches;

/// <summary>Asks for files to be processed by whatever file host serves the queue.</summary>
/// <param name="Key">The same for every attempt to ask for the same, different for everything else: what is asked for twice is done once.</param>
/// <param name="Run">The run that waits.</param>
public sealed record BatchRequest(string Key, string Run)
{
    /// <summary>Full path of a folder on the machine of the activity; its files are packed and uploaded. Null when <see cref="Source"/> is set.</summary>
    public string? Folder { get; init; }

    /// <summary>Paths below the folder, '/' between their parts; empty: all its files.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>Files that are in storage already, or on a volume of the file host.</summary>
    public BatchSource? Source { get; init; }

    /// <summary>What to find out.</summary>
    public BatchWork Work { get; init; } = new();
}
