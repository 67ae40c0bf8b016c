using GpuHost.Core.Patterns;
using GpuHost.Core.Rules;
using GpuHost.Core.Scan;

namespace GpuHost.Tests.Core;

/// <summary>The scan as it is defined: every rule is tried at every place, without windows, anchors or tables.</summary>
internal static class ReferenceScan
{
    public static List<RuleMatch> Run(RuleSet rules, byte[] bytes, int matchBytesMax = 16 * 1024)
    {
        var found = new List<RuleMatch>();
        for (var rule = 0; rule < rules.Rules.Count; rule++)
        {
            var matcher = new PatternMatcher(rules.Rules[rule].Program, bytes);
            for (var start = 0; start < bytes.Length;)
            {
                var steps = long.MaxValue;
                var length = matcher.MatchAt(start, matchBytesMax, ref steps);
                var counts = length > 0 && rules.Rules[rule].Validator?.IsValid(bytes.AsSpan(start), length) != false;
                if (counts)
                    found.Add(new RuleMatch(rule, start, length, 1 + bytes.AsSpan(0, start).Count((byte)'\n')));
                start += counts ? length : 1;
            }
        }

        return [.. found.OrderBy(match => match.Offset).ThenBy(match => match.Rule)];
    }
}
