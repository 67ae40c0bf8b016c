using System.Collections.Concurrent;
using Runtime.Engine.Store;

namespace Runtime.Engine.Pumps;

/// <summary>Callers that wait until a run has started or finished.</summary>
internal sealed class RunWaiters
{
    private readonly ConcurrentDictionary<string, List<Waiter>> waiters = new();

    /// <summary>Waits until a row satisfies the condition.</summary>
    /// <param name="instanceId">The run.</param>
    /// <param name="until">The condition, on rows as they are on disk.</param>
    /// <param name="find">Reads the present row; asked once the waiter can hear of changes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The row.</returns>
    public async Task<RunRow> WaitAsync(string instanceId, Func<RunRow, bool> until, Func<string, RunRow?> find, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(until);
        var list = Join(instanceId, waiter);
        try
        {
            if (find(instanceId) is { } row && until(row))
                return row;
            return await waiter.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            Leave(instanceId, list, waiter);
        }
    }

    /// <summary>A row was stored.</summary>
    public void Notify(RunRow row)
    {
        if (waiters.IsEmpty || !waiters.TryGetValue(row.Id, out var list))
            return;
        lock (list)
        {
            foreach (var waiter in list.Where(waiter => waiter.Until(row)))
                waiter.TrySetResult(row);
        }
    }

    /// <summary>A list that has become empty is gone from the dictionary; joining it would be joining nothing.</summary>
    private List<Waiter> Join(string instanceId, Waiter waiter)
    {
        while (true)
        {
            var list = waiters.GetOrAdd(instanceId, static _ => []);
            lock (list)
            {
                if (!waiters.TryGetValue(instanceId, out var present) || present != list)
                    continue;
                list.Add(waiter);
                return list;
            }
        }
    }

    private void Leave(string instanceId, List<Waiter> list, Waiter waiter)
    {
        lock (list)
        {
            list.Remove(waiter);
            if (list.Count == 0)
                waiters.TryRemove(instanceId, out _);
        }
    }

    private sealed class Waiter(Func<RunRow, bool> until) : TaskCompletionSource<RunRow>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public Func<RunRow, bool> Until => until;
    }
}
