namespace GpuHost.Packs;

/// <summary>Bytes that should be a pack are none.</summary>
public sealed class PackException(PackProblem problem, string message) : Exception(message)
{
    /// <summary>What is wrong with them.</summary>
    public PackProblem Problem => problem;
}
