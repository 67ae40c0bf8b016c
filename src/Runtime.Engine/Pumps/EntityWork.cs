namespace Runtime.Engine.Pumps;

/// <summary>Planning an entity's turn as a piece of work of its own: its code may take its time.</summary>
internal sealed class EntityWork(Func<Task<PlannedTurn>> plan) : TaskCompletionSource<PlannedTurn>, IThreadPoolWorkItem
{
    public void Execute() => _ = RunAsync();

    private async Task RunAsync()
    {
        try
        {
            SetResult(await plan());
        }
        catch (Exception error)
        {
            SetException(error);
        }
    }
}
