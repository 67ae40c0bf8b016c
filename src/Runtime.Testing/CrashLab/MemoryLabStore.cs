using Runtime.Engine.Store;
using Runtime.TaskHub.InMemory;

namespace Workflows.Testing.CrashLab;

/// <summary>A store in memory: a commit is stored whole, and stays.</summary>
internal sealed class MemoryLabStore : ILabStore
{
    private readonly InMemoryTaskHub hub = new();

    public ITaskHub Open()
    {
        hub.Reopen();
        return hub;
    }

    public void Abandon()
    {
        // nothing of it was the process's own
    }

    public void Dispose()
    {
        // memory
    }
}
