using System.Runtime.InteropServices;

namespace GpuHost.Core.Scan;

/// <summary>A match in the scanned bytes: the rule's index, the offset and length in scanned bytes, and the line counted from 1.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RuleMatch(int Rule, long Offset, int Length, int Line);
