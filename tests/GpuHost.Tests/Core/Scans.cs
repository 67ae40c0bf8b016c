using GpuHost.Core.Rules;
using GpuHost.Core.Scan;
using GpuHost.Core.Tiers;
using Workflows.Contracts.Files;

namespace GpuHost.Tests.Core;

/// <summary>Scans bytes in memory.</summary>
internal static class Scans
{
    public static IReadOnlyList<RuleMatch> Run(RuleSet rules, byte[] bytes, ScanLimits? limits = null, int blockBytes = int.MaxValue)
    {
        var scanner = new RuleScanner(rules, limits ?? new ScanLimits(), TierSet.Best);
        for (var offset = 0; offset < bytes.Length; offset += Math.Min(blockBytes, bytes.Length))
            scanner.Feed(bytes.AsSpan(offset, Math.Min(blockBytes, bytes.Length - offset)));
        scanner.Finish();
        return scanner.Matches;
    }

    public static IReadOnlyList<RuleMatch> RunWhole(RuleSet rules, byte[] bytes, Tier tier)
    {
        var memory = new byte[bytes.Length + (2 * Prefilter.PaddingBytes)];
        bytes.CopyTo(memory, Prefilter.PaddingBytes);
        var scanner = new RuleScanner(rules, new ScanLimits { FindingsMax = 1_000_000 }, tier);
        scanner.ScanWhole(memory, Prefilter.PaddingBytes, bytes.Length);
        return scanner.Matches;
    }

    /// <summary>A record as text, its findings included.</summary>
    public static string Describe(FileRecord record) =>
        record with { Findings = [] } + string.Concat(record.Findings.Select(finding => "\n  " + finding));
}
