using System.Runtime.InteropServices;

namespace GpuHost.Caching;

/// <summary>Where an entry of the disk tier is.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CachePlace(int Segment, int Offset, int Length);
