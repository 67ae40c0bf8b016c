namespace Microsoft.DurableTask;

/// <summary>Turns an untyped input into a typed one.</summary>
internal static class TypedInput
{
    /// <summary>The input as T; null becomes the default of T.</summary>
    /// <exception cref="ArgumentException">The input is of another type.</exception>
    internal static T Cast<T>(object? input) => input switch
    {
        T typed => typed,
        null => default!,
        _ => throw new ArgumentException($"The input is of type '{input.GetType()}', not of type '{typeof(T)}'.", nameof(input)),
    };
}
