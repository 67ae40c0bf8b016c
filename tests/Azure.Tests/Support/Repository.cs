using System.Reflection;

namespace Azure.Tests.Support;

/// <summary>Places in the clone that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Metadata("RepositoryRoot");

    public static string Bicep { get; } = Metadata("Bicep");

    /// <summary>EngineProbe as built for the local host, with all that it needs beside it.</summary>
    public static string LocalProbe { get; } = Metadata("LocalProbe");

    public static string Path(string relative) => System.IO.Path.Join(Root, relative);

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
