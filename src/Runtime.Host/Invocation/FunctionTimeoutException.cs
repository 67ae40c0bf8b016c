namespace Workflows.Runtime;

/// <summary>A function ran longer than functionTimeout of host.json allows, and gave up when it was asked to.</summary>
public sealed class FunctionTimeoutException : TimeoutException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="limit">The limit of host.json.</param>
    /// <param name="innerException">How the function gave up.</param>
    public FunctionTimeoutException(string function, TimeSpan limit, Exception? innerException = null)
        : base($"Function '{function}' ran longer than functionTimeout ({limit}) of host.json allows.", innerException)
    {
    }
}
