namespace Workflows.Contracts.Batches;

/// <summary>What is found out about each file beyond digest, type, lines and findings.</summary>
public sealed record BatchWork
{
    /// <summary>Whether model tokens are counted.</summary>
    public bool Tokens { get; init; } = true;

    /// <summary>Whether entropy, signature and embedding are taken.</summary>
    public bool Measures { get; init; }

    /// <summary>Whether zip, gzip, tar and base64 among the files are opened.</summary>
    public bool Containers { get; init; } = true;
}
