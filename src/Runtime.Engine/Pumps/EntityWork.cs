namespace Runtime.Engine.Pumps;

/// <summary>Planning an entity's turn as a piece of work of its own: its code may take its time.</summary>
internal sealed class EntityWork(Func<Task<PlannedTurn>> plan, Action left) : TaskCompletionSource<PlannedTurn>, IThreadPoolWorkItem
{
    public void Execute() => _ = RunAsync();

    private async Task RunAsync()
    {
        PlannedTurn planned;
        try
        {
            planned = await plan();
        }
        catch (Exception error)
        {
            left();
            SetException(error);
            return;
        }

        left();
        SetResult(planned);
    }
}
