using Workflows.Contracts.Tools;

namespace Workflows.Tools;

/// <summary>A tool could not do what it was asked. The message goes to the model and to people: it names the cause and the cure, and no secret.</summary>
public sealed class ToolException : Exception
{
    /// <summary>A failure of the tool's own.</summary>
    public ToolException()
        : this(ToolErrorKind.Failed, "The tool failed.")
    {
    }

    /// <summary>A failure of the tool's own.</summary>
    /// <param name="message">Cause and cure.</param>
    public ToolException(string message)
        : this(ToolErrorKind.Failed, message)
    {
    }

    /// <summary>A failure of the tool's own.</summary>
    /// <param name="message">Cause and cure.</param>
    /// <param name="innerException">What it came from.</param>
    public ToolException(string message, Exception innerException)
        : this(ToolErrorKind.Failed, message, innerException)
    {
    }

    /// <summary>A failure of a kind.</summary>
    /// <param name="kind">Decides on retries, fallback and circuit breaker.</param>
    /// <param name="message">Cause and cure.</param>
    /// <param name="innerException">What it came from.</param>
    public ToolException(ToolErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>The kind.</summary>
    public ToolErrorKind Kind { get; }

    /// <summary>How long the service behind the tool asked to wait; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the call surely did nothing, so that even a tool with effects may try again.</summary>
    public bool NotStarted { get; init; }
}
