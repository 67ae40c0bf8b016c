using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Calls the function for a message of a queue.</summary>
/// <param name="queueName">Name of the queue.</param>
public sealed class QueueTriggerAttribute(string queueName) : TriggerBindingAttribute
{
    /// <summary>Name of the queue.</summary>
    public string QueueName { get; } = queueName;

    /// <summary>Name of the setting that holds the connection.</summary>
    public string? Connection { get; set; }
}

/// <summary>Sends what the function returns to a queue.</summary>
/// <param name="queueName">Name of the queue.</param>
public sealed class QueueOutputAttribute(string queueName) : OutputBindingAttribute
{
    /// <summary>Name of the queue.</summary>
    public string QueueName { get; } = queueName;

    /// <summary>Name of the setting that holds the connection.</summary>
    public string? Connection { get; set; }
}
