using System.Reflection;
using System.Runtime.InteropServices;

namespace Azure.Tests.Support;

/// <summary>Opens assemblies to read their public metadata; nothing of them runs.</summary>
internal static class Metadata
{
    /// <summary>The assemblies of outputs of builds, and those of .NET and ASP.NET Core that these tests run on.</summary>
    public static MetadataLoadContext Open(params string[] folders)
    {
        var runtime = RuntimeEnvironment.GetRuntimeDirectory();
        var web = runtime.Replace("Microsoft.NETCore.App", "Microsoft.AspNetCore.App", StringComparison.Ordinal);
        var files = folders.Append(runtime).Append(web).SelectMany(place => Directory.EnumerateFiles(place, "*.dll")).DistinctBy(Path.GetFileName);
        return new MetadataLoadContext(new PathAssemblyResolver(files));
    }
}
