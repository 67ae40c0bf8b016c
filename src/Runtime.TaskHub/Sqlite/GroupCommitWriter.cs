using Microsoft.Extensions.Logging;

namespace Runtime.TaskHub.Sqlite;

/// <summary>
/// The one writer of a hub file: a thread that takes all commits that wait, makes their changes in one transaction and flushes once for all of
/// them. While it flushes, the next group gathers.
/// </summary>
internal sealed partial class GroupCommitWriter : IDisposable
{
    private const int GroupMax = 4_096;             // bounds how long the first commit of a group waits for the last

    private static readonly TimeSpan FirstRetryWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestRetryWait = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly AutoResetEvent arrived = new(initialState: false);
    private readonly SqliteDatabase database;
    private readonly CommitStatements statements;
    private readonly ILogger log;
    private readonly Thread thread;
    private List<PendingCommit> waiting = [];
    private volatile bool closing;
    private TaskHubException? broken;

    public GroupCommitWriter(SqliteDatabase database, ILogger log)
    {
        this.database = database;
        this.log = log;
        statements = new CommitStatements(database);
        thread = new Thread(WriteLoop) { IsBackground = true, Name = "task hub writer" };
        thread.Start();
    }

    /// <summary>Transactions made so far: each is one flush.</summary>
    public long Flushes { get; private set; }

    /// <summary>Commits stored so far.</summary>
    public long Commits { get; private set; }

    /// <summary>Why writing fails at present; null when it does not.</summary>
    public string? Failing { get; private set; }

    public void Enqueue(PendingCommit commit)
    {
        TaskHubException? refusal;
        lock (gate)
        {
            refusal = closing ? new TaskHubException(TaskHubProblem.InUse, "The task hub is closed.") : broken;
            if (refusal is null)
                waiting.Add(commit);
        }

        if (refusal is null)
            arrived.Set();
        else
            commit.Fail(refusal);
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
        var group = new List<PendingCommit>();
        while (true)
        {
            bool last;
            lock (gate)
            {
                (group, waiting) = (waiting, group);
                last = closing;         // nothing is added once it is set: what came before is in a group
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

    private void Write(List<PendingCommit> group)
    {
        for (var wait = FirstRetryWait; ; wait = wait * 2 < LongestRetryWait ? wait * 2 : LongestRetryWait)
        {
            try
            {
                WriteOnce(group);
                Failing = null;
                foreach (var commit in group)
                    commit.Complete();
                return;
            }
            catch (SqliteException error) when (!error.IsDamage && !error.IsContradiction && !closing)
            {
                if (Failing is null)
                    LogRetry(error);
                Failing = error.Message;
                Thread.Sleep(wait);         // results stay in memory; the disk may have room again
            }
            catch (Exception error) when (error is not SqliteException { IsContradiction: false } && group.Count > 1)
            {
                foreach (var commit in group)
                    Write([commit]);        // finds the one that cannot be stored; the others do not suffer
                return;
            }
            catch (Exception error)
            {
                Refuse(group, error);
                return;
            }
        }
    }

    private void WriteOnce(List<PendingCommit> group)
    {
        statements.Begin();
        try
        {
            foreach (var commit in group)
                commit.Apply(statements);
            statements.Commit();
            Flushes++;
            Commits += group.Count;
        }
        catch
        {
            TryRollback();
            throw;
        }
    }

    /// <summary>SQLite may have rolled back already; then there is nothing to do.</summary>
    private void TryRollback()
    {
        try
        {
            statements.Rollback();
        }
        catch (SqliteException)
        {
            // no transaction is open
        }
    }

    private void Refuse(List<PendingCommit> group, Exception error)
    {
        LogRefused(error, group.Count);
        if (error is SqliteException { IsDamage: true })
        {
            lock (gate)
                broken = new TaskHubException(TaskHubProblem.Damaged, "The task hub's file is damaged. See docs/durability.md for how to recover it.", error);
        }

        foreach (var commit in group)
            commit.Fail(error);
    }

    [LoggerMessage(10, LogLevel.Error, "The task hub cannot be written; nothing is lost, and writing is tried again until it works.")]
    private partial void LogRetry(Exception error);

    [LoggerMessage(11, LogLevel.Critical, "The task hub refused {Count} commits.")]
    private partial void LogRefused(Exception error, int count);
}
