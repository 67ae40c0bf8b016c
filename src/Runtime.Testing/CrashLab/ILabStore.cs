using Runtime.Engine.Store;

namespace Workflows.Testing.CrashLab;

/// <summary>What outlives the deaths of a simulated process.</summary>
internal interface ILabStore : IDisposable
{
    /// <summary>Opens the store as a new process finds it.</summary>
    ITaskHub Open();

    /// <summary>The process that had it open is gone, without a word.</summary>
    void Abandon();
}
