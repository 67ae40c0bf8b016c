namespace DurableTask.Core.Exceptions;

/// <summary>An instance of the chosen id exists in a state that forbids its replacement.</summary>
public class OrchestrationAlreadyExistsException : Exception
{
    /// <summary>Without a message of its own.</summary>
    public OrchestrationAlreadyExistsException()
    {
    }

    /// <summary>With a message.</summary>
    public OrchestrationAlreadyExistsException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public OrchestrationAlreadyExistsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
