namespace GpuHost.Core.Tiers;

/// <summary>
/// The instruction sets that the pass has code for. All give the same bits; the scalar one is the reference that the others are held to.
/// </summary>
public enum Tier
{
    /// <summary>Plain C#, on every processor.</summary>
    Scalar = 0,

    /// <summary>256-bit vectors.</summary>
    Avx2 = 1,

    /// <summary>512-bit vectors with byte permutations (VBMI).</summary>
    Avx512 = 2,

    /// <summary>
    /// A graphics device for measures and tokens, and the best of the others for the rest. Not named, it is used all the same where it is
    /// there and sooner done.
    /// </summary>
    Cuda = 3,
}
