namespace Microsoft.DurableTask;

/// <summary>One unit of work that may touch the world.</summary>
public interface ITaskActivity
{
    /// <summary>Type the input is read as.</summary>
    Type InputType { get; }

    /// <summary>Type of the result.</summary>
    Type OutputType { get; }

    /// <summary>Runs the activity once.</summary>
    Task<object?> RunAsync(TaskActivityContext context, object? input);
}
