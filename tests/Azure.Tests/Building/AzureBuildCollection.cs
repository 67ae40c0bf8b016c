namespace Azure.Tests.Building;

/// <summary>The tests that read what the build for Azure made.</summary>
[CollectionDefinition(Name)]
public sealed class AzureBuildCollection : ICollectionFixture<AzureBuild>
{
    public const string Name = "Built for Azure";
}
