using System.Threading.Tasks.Sources;
using Runtime.Engine.Store;

namespace Runtime.TaskHub.Sqlite;

/// <summary>A commit on its way to disk, and the awaitable of whoever gave it.</summary>
internal sealed class PendingCommit(HubCommit change) : IValueTaskSource<bool>
{
    private ManualResetValueTaskSourceCore<bool> source = new() { RunContinuationsAsynchronously = true };
    private bool stored;

    public HubCommit Change => change;

    public ValueTask<bool> Task => new(this, source.Version);

    /// <summary>Makes the changes; the answer is given by <see cref="Complete"/>, after the flush.</summary>
    public void Apply(CommitStatements statements) => stored = statements.Apply(change);

    public void Complete() => source.SetResult(stored);

    public void Fail(Exception error) => source.SetException(error);

    public bool GetResult(short token) => source.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        source.OnCompleted(continuation, state, token, flags);
}
