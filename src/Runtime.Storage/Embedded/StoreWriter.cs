namespace Workflows.Storage.Embedded;

/// <summary>
/// The one writer of a store's file: a thread that takes all changes that wait, makes them in one transaction and flushes once for all of
/// them. While it flushes, the next group gathers. What cannot be stored fails at once: unlike a run's turn, a message that is not stored
/// is still its sender's.
/// </summary>
internal sealed class StoreWriter : IDisposable
{
    private const int GroupMax = 4_096;         // bounds how long the first change of a group waits for the last

    private readonly Lock gate = new();
    private readonly AutoResetEvent arrived = new(initialState: false);
    private readonly StoreStatements statements;
    private readonly string place;
    private readonly Thread thread;
    private List<StoreWork> waiting = [];
    private bool closing;

    public StoreWriter(SqliteDatabase database, string place)
    {
        this.place = place;
        statements = new StoreStatements(database);
        thread = new Thread(WriteLoop) { IsBackground = true, Name = "storage writer" };
        thread.Start();
    }

    /// <summary>Transactions made so far: each is at most one flush.</summary>
    public long Flushes { get; private set; }

    /// <summary>Stores a change; the task ends when it is on disk.</summary>
    /// <param name="apply">Makes the change; a <see cref="StorageException"/> it throws refuses the change alone.</param>
    /// <param name="stored">Runs once it is on disk, on the writer's thread: short.</param>
    public Task<T> DoAsync<T>(Func<StoreStatements, T> apply, Action? stored = null)
    {
        var work = new StoreWork<T>(apply, stored);
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closing, this);
            waiting.Add(work);
        }

        arrived.Set();
        return work.Task;
    }

    /// <summary>Writes what waits, then ends the thread.</summary>
    public void Dispose()
    {
        lock (gate)
            closing = true;
        arrived.Set();
        thread.Join();
        statements.Dispose();
        arrived.Dispose();
    }

    private void WriteLoop()
    {
        var group = new List<StoreWork>();
        while (true)
        {
            bool last;
            lock (gate)
            {
                (group, waiting) = (waiting, group);
                last = closing;
            }

            if (group.Count == 0)
            {
                if (last)
                    return;
                arrived.WaitOne();
                continue;
            }

            for (var start = 0; start < group.Count; start += GroupMax)
                Write(group.GetRange(start, Math.Min(GroupMax, group.Count - start)));
            group.Clear();
        }
    }

    private void Write(List<StoreWork> group)
    {
        try
        {
            WriteOnce(group);
        }
        catch (Exception) when (group.Count > 1)
        {
            foreach (var work in group)
                Write([work]);          // finds the one that cannot be stored; the others do not suffer
            return;
        }
        catch (Exception error)
        {
            group[0].Fail(StoreErrors.IsOfTheDisk(error) ? StoreErrors.Explain(error, place) : error);
            return;
        }

        foreach (var work in group)
            work.Complete();
    }

    private void WriteOnce(List<StoreWork> group)
    {
        statements.Begin();
        try
        {
            foreach (var work in group)
                work.Apply(statements);
            statements.Commit();
            Flushes++;
        }
        catch
        {
            statements.TryRollback();
            throw;
        }
    }
}
