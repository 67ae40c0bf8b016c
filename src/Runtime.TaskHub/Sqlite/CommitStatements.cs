using System.Text.Json;
using Runtime.Engine.History;
using Runtime.Engine.Store;

namespace Runtime.TaskHub.Sqlite;

/// <summary>The writer's prepared statements: one <see cref="HubCommit"/> in, its changes made in the open transaction.</summary>
internal sealed class CommitStatements(SqliteDatabase database) : IDisposable
{
    private static readonly Dictionary<string, string> NoTags = [];

    private readonly SqliteStatement begin = database.Prepare("BEGIN IMMEDIATE");
    private readonly SqliteStatement commit = database.Prepare("COMMIT");
    private readonly SqliteStatement rollback = database.Prepare("ROLLBACK");

    private readonly SqliteStatement insertRun = database.Prepare("""
        INSERT INTO instances (number, id, name, version, execution, status, created_at, updated_at, wake_at, custom_status, parent_id, tags)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
        """);

    private readonly SqliteStatement updateRun = database.Prepare("""
        UPDATE instances SET version = ?, execution = ?, status = ?, updated_at = ?, wake_at = ?, custom_status = ? WHERE number = ?
        """);

    private readonly SqliteStatement insertTag = database.Prepare("INSERT INTO tags (key, value, number) VALUES (?, ?, ?)");

    private readonly SqliteStatement deleteTags = database.Prepare("""
        DELETE FROM tags WHERE number = ?1
            AND (key, value) IN (SELECT e.key, e.value FROM instances AS i, json_each(i.tags) AS e WHERE i.number = ?1 AND i.tags IS NOT NULL)
        """);

    private readonly SqliteStatement deleteRun = database.Prepare("DELETE FROM instances WHERE number = ?");
    private readonly SqliteStatement appendTurn = database.Prepare("INSERT INTO history (position, chunk) VALUES (?, ?)");
    private readonly SqliteStatement dropHistory = database.Prepare("DELETE FROM history WHERE position BETWEEN ? AND ?");
    private readonly SqliteStatement rewriteTurn = database.Prepare("UPDATE history SET chunk = ? WHERE position = ?");
    private readonly SqliteStatement storeHeartbeat = database.Prepare("INSERT OR REPLACE INTO heartbeats (run, task, progress) VALUES (?, ?, ?)");
    private readonly SqliteStatement dropHeartbeats = database.Prepare("DELETE FROM heartbeats WHERE run = ?");
    private readonly SqliteStatement insertMessage = database.Prepare("INSERT INTO messages (number, target, execution, event) VALUES (?, ?, ?, ?)");
    private readonly SqliteStatement deleteMessage = database.Prepare("DELETE FROM messages WHERE number = ?");

    public void Begin() => begin.Run();

    public void Commit() => commit.Run();

    public void Rollback() => rollback.Run();

    /// <summary>Makes the changes of one commit.</summary>
    /// <returns>False when the run was to be new and its id exists: nothing was changed.</returns>
    public bool Apply(HubCommit change)
    {
        if (change.ReplacesRun != 0)
            Delete(change.ReplacesRun);
        if (change.Run is { } run && !ApplyRun(change, run))
            return false;
        if (change.Heartbeat is { } beat)
            storeHeartbeat.Bind(0, beat.RunNumber).Bind(1, beat.TaskId).Bind(2, beat.Progress).Run();
        foreach (var message in change.Sent)
            insertMessage.Bind(0, message.Number).Bind(1, message.Target).Bind(2, message.ForExecution).Bind(3, HistoryCodec.EncodeEvent(message.Event)).Run();
        foreach (var number in change.Consumed)
            deleteMessage.Bind(0, number).Run();
        return true;
    }

    public void Dispose()
    {
        foreach (var statement in new[]
        {
            begin, commit, rollback, insertRun, updateRun, insertTag, deleteTags, deleteRun, appendTurn, dropHistory, rewriteTurn,
            insertMessage, deleteMessage, storeHeartbeat, dropHeartbeats,
        })
            statement.Dispose();
    }

    private bool ApplyRun(HubCommit change, RunRow run)
    {
        if (change.Purges)
        {
            Delete(run.Number);
            return true;
        }

        if (change.IsNew && !Insert(run))
            return false;
        if (change.RowChanged && !change.IsNew)
            Update(run);
        if (change.DropsHeartbeats)
            dropHeartbeats.Bind(0, run.Number).Run();
        if (change.DropsHistory)
            DropHistory(run.Number);
        if (change.Edit is { } edit)
            Apply(edit, run.Number);
        for (var i = 0; i < change.Prefix.Count; i++)
            appendTurn.Bind(0, (run.Number << HubSchema.TurnBits) + i).Bind(1, change.Prefix[i]).Run();
        if (change.Chunk is { } chunk)
            appendTurn.Bind(0, (run.Number << HubSchema.TurnBits) + change.ChunkIndex).Bind(1, chunk).Run();
        return true;
    }

    private bool Insert(RunRow run)
    {
        insertRun.Bind(0, run.Number).Bind(1, run.Id).Bind(2, run.Name).Bind(3, run.Version).Bind(4, run.Execution).Bind(5, (long)run.Status)
            .Bind(6, run.CreatedAt.Ticks).Bind(7, run.UpdatedAt.Ticks).Bind(8, run.WakeAt).Bind(9, run.CustomStatus).Bind(10, run.ParentId)
            .Bind(11, run.Tags is null ? null : JsonSerializer.Serialize(run.Tags)).Run();
        if (database.Changes == 0)
            return false;
        foreach (var (key, value) in run.Tags ?? NoTags)
            insertTag.Bind(0, key).Bind(1, value).Bind(2, run.Number).Run();
        return true;
    }

    private void Update(RunRow run) => updateRun.Bind(0, run.Version).Bind(1, run.Execution).Bind(2, (long)run.Status).Bind(3, run.UpdatedAt.Ticks)
        .Bind(4, run.WakeAt).Bind(5, run.CustomStatus).Bind(6, run.Number).Run();

    private void Apply(HistoryEdit edit, long number)
    {
        DropHistory(number, edit.Kept);
        foreach (var turn in edit.Rewritten)
            rewriteTurn.Bind(0, turn.Chunk).Bind(1, (number << HubSchema.TurnBits) + turn.Index).Run();
    }

    private void Delete(long number)
    {
        deleteTags.Bind(0, number).Run();
        deleteRun.Bind(0, number).Run();
        DropHistory(number);
        dropHeartbeats.Bind(0, number).Run();
    }

    private void DropHistory(long number, int from = 0) =>
        dropHistory.Bind(0, (number << HubSchema.TurnBits) + from).Bind(1, ((number + 1) << HubSchema.TurnBits) - 1).Run();
}
