namespace GpuHost.Core.Containers;

/// <summary>Ways to pack content that are opened.</summary>
internal enum ContainerKind
{
    None,
    Zip,
    Gzip,
    Tar,
}
