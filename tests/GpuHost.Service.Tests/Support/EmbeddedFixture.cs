namespace GpuHost.Service.Tests.Support;

/// <summary>The embedded store.</summary>
public sealed class EmbeddedFixture : StorageFixture
{
    public override string Connection => "Embedded";
}
