using GpuHost.Core.Rules;
using GpuHost.Core.Scan;

namespace GpuHost.Tests.Core;

/// <summary>Scans bytes in memory.</summary>
internal static class Scans
{
    public static IReadOnlyList<RuleMatch> Run(RuleSet rules, byte[] bytes, ScanLimits? limits = null, int blockBytes = int.MaxValue)
    {
        var scanner = new RuleScanner(rules, limits ?? new ScanLimits());
        for (var offset = 0; offset < bytes.Length; offset += Math.Min(blockBytes, bytes.Length))
            scanner.Feed(bytes.AsSpan(offset, Math.Min(blockBytes, bytes.Length - offset)));
        scanner.Finish();
        return scanner.Matches;
    }
}
