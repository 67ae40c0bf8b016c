namespace Workflows.Activities.Models.Services;

/// <summary>A local service does not run. The message says what to do.</summary>
internal sealed class ServiceException(string message) : Exception(message);
