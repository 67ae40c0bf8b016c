using System.Collections.Concurrent;

namespace Runtime.Engine.Pumps;

/// <summary>Plans the turns of at most so many entities at a time, in the order they became ready. Code that awaits keeps its place.</summary>
internal sealed class EntityPump(int entitiesMax, Action<IThreadPoolWorkItem> schedule)
{
    private readonly ConcurrentQueue<EntityWork> ready = new();
    private readonly Places places = new(entitiesMax);

    public Task<PlannedTurn> RunAsync(Func<Task<PlannedTurn>> plan)
    {
        var work = new EntityWork(plan, Left);
        ready.Enqueue(work);
        StartReady();
        return work.Task;
    }

    private void Left()
    {
        places.Leave();
        StartReady();
    }

    private void StartReady()
    {
        while (!ready.IsEmpty && places.TryEnter())
        {
            if (ready.TryDequeue(out var work))
                schedule(work);
            else
                places.Leave();
        }
    }
}
