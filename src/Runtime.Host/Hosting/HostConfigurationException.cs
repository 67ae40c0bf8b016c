namespace Workflows.Runtime;

/// <summary>A setting is wrong and the host does not start. The message names the place and the cure; it can be shown as it is.</summary>
public sealed class HostConfigurationException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="innerException">The cause, if another exception told us.</param>
    public HostConfigurationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
