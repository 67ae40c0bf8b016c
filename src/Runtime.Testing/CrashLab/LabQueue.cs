namespace Workflows.Testing.CrashLab;

/// <summary>Work of one life that is ready to run. The simulation chooses which is next; a dead life's work is never run.</summary>
internal sealed class LabQueue
{
    private readonly object gate = new();
    private readonly List<IThreadPoolWorkItem> ready = [];
    private bool dead;

    public int Count
    {
        get
        {
            lock (gate)
                return ready.Count;
        }
    }

    public void Add(IThreadPoolWorkItem item)
    {
        lock (gate)
        {
            if (dead)
                return;
            ready.Add(item);
            Monitor.PulseAll(gate);
        }
    }

    public void RunOne(int which)
    {
        IThreadPoolWorkItem item;
        lock (gate)
        {
            item = ready[which];
            ready.RemoveAt(which);
        }

        item.Execute();
    }

    /// <summary>Waits for work that comes from another thread: an activity that awaits the real world.</summary>
    /// <returns>False when none came.</returns>
    public bool WaitForWork(TimeSpan atMost)
    {
        lock (gate)
            return ready.Count > 0 || Monitor.Wait(gate, atMost) || ready.Count > 0;
    }

    public void Kill()
    {
        lock (gate)
        {
            dead = true;
            ready.Clear();
        }
    }
}
