namespace Microsoft.DurableTask;

/// <summary>An activity with a typed input and result.</summary>
/// <typeparam name="TInput">Type of the input.</typeparam>
/// <typeparam name="TOutput">Type of the result.</typeparam>
public abstract class TaskActivity<TInput, TOutput> : ITaskActivity
{
    Type ITaskActivity.InputType => typeof(TInput);

    Type ITaskActivity.OutputType => typeof(TOutput);

    async Task<object?> ITaskActivity.RunAsync(TaskActivityContext context, object? input)
    {
        ArgumentNullException.ThrowIfNull(context);
        return await RunAsync(context, TypedInput.Cast<TInput>(input));
    }

    /// <summary>Runs the activity once.</summary>
    /// <param name="context">Who is called, and for which instance.</param>
    /// <param name="input">The input; the default of its type when none was given.</param>
    public abstract Task<TOutput> RunAsync(TaskActivityContext context, TInput input);
}
