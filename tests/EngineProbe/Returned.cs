namespace EngineProbe;

/// <summary>What a function returned, at once or as a task.</summary>
internal static class Returned
{
    public static async Task<object?> OfAsync(object? value)
    {
        if (value is not Task task)
            return value;
        await task;
        return task.GetType().GetProperty("Result") is { } result && result.PropertyType.Name != "VoidTaskResult" ? result.GetValue(task) : null;
    }
}
