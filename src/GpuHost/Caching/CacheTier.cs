namespace GpuHost.Caching;

/// <summary>Where a content was found.</summary>
internal enum CacheTier
{
    /// <summary>Nowhere: it was worked on.</summary>
    None = 0,

    /// <summary>In memory.</summary>
    Memory = 1,

    /// <summary>On disk.</summary>
    Disk = 2,
}
