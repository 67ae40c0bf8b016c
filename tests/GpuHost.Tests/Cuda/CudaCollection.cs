namespace GpuHost.Tests.Cuda;

/// <summary>Tests that share the one driver of this process, one after another.</summary>
[CollectionDefinition(Name)]
public sealed class CudaCollection : ICollectionFixture<StandinDriver>
{
    public const string Name = "cuda";
}
