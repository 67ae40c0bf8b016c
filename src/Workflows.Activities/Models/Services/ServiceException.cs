namespace Workflows.Activities.Models.Services;

/// <summary>A local service does not run. The message says what to do.</summary>
internal sealed class ServiceException(string message) : Exception(message)
{
    /// <summary>Whether it is only that others are answering now: nothing has failed.</summary>
    public bool IsBusy { get; init; }
}
