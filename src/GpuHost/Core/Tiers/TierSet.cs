using System.Runtime.Intrinsics.X86;

namespace GpuHost.Core.Tiers;

/// <summary>Which tiers this processor runs.</summary>
public static class TierSet
{
    /// <summary>The tiers that run here, slowest first.</summary>
    public static IReadOnlyList<Tier> Present { get; } = [.. Enum.GetValues<Tier>().Where(IsPresent)];

    /// <summary>The fastest of them.</summary>
    public static Tier Best { get; } = Present[^1];

    private static bool IsPresent(Tier tier) => tier switch
    {
        Tier.Avx2 => Avx2.IsSupported,
        Tier.Avx512 => Avx2.IsSupported && Avx512BW.IsSupported && Avx512Vbmi.IsSupported,
        _ => true,
    };
}
