using System.Runtime.Intrinsics.X86;

namespace GpuHost.Core.Tiers;

/// <summary>Which tiers this processor runs.</summary>
public static class TierSet
{
    /// <summary>The tiers of the processor that run here, slowest first.</summary>
    public static IReadOnlyList<Tier> Present { get; } = [.. Enum.GetValues<Tier>().Where(IsPresent)];

    /// <summary>The fastest of them.</summary>
    public static Tier Best { get; } = Present[^1];

    /// <summary>The tier of the processor for what was asked: the best one when none was named, or the device.</summary>
    public static Tier OnProcessor(Tier? asked) => asked is null or Tier.Cuda ? Best : asked.Value;

    /// <summary>Why a tier that was asked for cannot be had on this processor, in one sentence; null when it can, or is no tier of the processor.</summary>
    public static string? Refusal(Tier? asked) => asked is null or Tier.Cuda || Present.Contains(asked.Value)
        ? null
        : $"This processor does not have the tier {asked}; it has {string.Join(", ", Present)}.";

    private static bool IsPresent(Tier tier) => tier switch
    {
        Tier.Avx2 => Avx2.IsSupported,
        Tier.Cuda => false,
        Tier.Avx512 => Avx2.IsSupported && Avx512BW.IsSupported && Avx512Vbmi.IsSupported,
        _ => true,
    };
}
