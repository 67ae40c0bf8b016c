namespace Workflows.Storage.Embedded;

/// <summary>A change on its way to the store's file, and the task of whoever asked for it.</summary>
internal abstract class StoreWork
{
    /// <summary>Makes the change inside the group's transaction. It may run again when the group could not be stored.</summary>
    public abstract void Apply(StoreStatements statements);

    /// <summary>The change is on disk.</summary>
    public abstract void Complete();

    /// <summary>Nothing was changed.</summary>
    public abstract void Fail(Exception error);
}

/// <summary>A change with a result. A refusal of the port's is thrown as <see cref="StorageException"/> before anything is changed, and
/// leaves the group alone.</summary>
/// <param name="apply">Makes the change.</param>
/// <param name="stored">Runs once it is on disk, before the caller goes on; null: nothing to do.</param>
internal sealed class StoreWork<T>(Func<StoreStatements, T> apply, Action? stored = null) : StoreWork
{
    private readonly TaskCompletionSource<T> source = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StorageException? refusal;
    private T? result;

    public Task<T> Task => source.Task;

    public override void Apply(StoreStatements statements)
    {
        refusal = null;
        try
        {
            result = apply(statements);
        }
        catch (StorageException error)
        {
            refusal = error;
        }
    }

    public override void Complete()
    {
        if (refusal is not null)
        {
            source.TrySetException(refusal);
            return;
        }

        stored?.Invoke();
        source.TrySetResult(result!);
    }

    public override void Fail(Exception error) => source.TrySetException(error);
}
