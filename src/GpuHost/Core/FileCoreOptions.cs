using System.ComponentModel.DataAnnotations;
using GpuHost.Core.Containers;
using GpuHost.Core.Cuda;
using GpuHost.Core.Tiers;
using Workflows.Contracts.Files;

namespace GpuHost.Core;

/// <summary>The bounds of the core.</summary>
public sealed record FileCoreOptions
{
    /// <summary>Files of one batch processed at the same time. One, because workflows run batches beside each other.</summary>
    [Range(1, 64)]
    public int DegreeOfParallelism { get; init; } = 1;

    /// <summary>
    /// Bytes read at once: large enough that a read costs little, small enough for the second-level cache. Larger files are streamed;
    /// smaller ones are gathered in an arena and processed together.
    /// </summary>
    [Range(4096, 16 * 1024 * 1024)]
    public int BlockBytes { get; init; } = 128 * 1024;

    /// <summary>Whether entropy, signature and embedding are taken.</summary>
    public bool Measure { get; init; }

    /// <summary>Whether zip, gzip, tar and base64 are opened and scanned inside.</summary>
    public bool OpenContainers { get; init; }

    /// <summary>How far they are opened.</summary>
    public ContainerLimits Containers { get; init; } = new();

    /// <summary>Whether model tokens are counted, which takes two thirds of the time of a pass over text.</summary>
    public bool CountTokens { get; init; } = true;

    /// <summary>
    /// The instruction set or device to use; null for the best that there is for each batch. Results do not depend on it. One that is named and not
    /// there is refused at the start.
    /// </summary>
    public Tier? Tier { get; init; }

    /// <summary>How a graphics device is used.</summary>
    public CudaOptions Cuda { get; init; } = new();

    /// <summary>
    /// Findings kept for one file, a quarter of them for high and critical ones only; the rest is counted in
    /// <see cref="FileRecord.FindingsLeftOut"/>.
    /// </summary>
    [Range(1, 100_000)]
    public int FindingsPerFileMax { get; init; } = 1000;

    /// <summary>Sees to it that all is within its range and that the processor has the tier.</summary>
    /// <exception cref="ValidationException">It is not.</exception>
    internal void Check()
    {
        Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);
        Validator.ValidateObject(Cuda, new ValidationContext(Cuda), validateAllProperties: true);
        if (TierSet.Refusal(Tier) is { } refusal)
            throw new ValidationException(refusal);
    }
}
