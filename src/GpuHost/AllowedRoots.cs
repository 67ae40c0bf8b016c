using GpuHost.Core.Intake;

namespace GpuHost;

/// <summary>The folders that batches may read.</summary>
internal static class AllowedRoots
{
    /// <summary>Their real paths: a link in front of one does not make it another.</summary>
    public static IReadOnlyList<string> Real(IEnumerable<string> roots) =>
        [.. roots.Select(root => new FileResolver(root)).Where(resolver => resolver.RootError is null).Select(resolver => resolver.RealRoot)];
}
