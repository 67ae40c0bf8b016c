namespace Runtime.Storage.Tests.Support;

/// <summary>Places in the repository.</summary>
internal static class Repository
{
    /// <summary>The folder with the pinned package of Azurite: CI installs it before the tests, otherwise the first test does.</summary>
    public static string AzuriteFolder { get; } = Path.Combine(FindRoot(), "tools", "azurite");

    private static string FindRoot()
    {
        var outputs = typeof(Repository).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), inherit: false)
            .Cast<System.Reflection.AssemblyMetadataAttribute>().Single(part => part.Key == "RepositoryRoot");
        return outputs.Value!;
    }
}
