namespace Microsoft.DurableTask;

/// <summary>What an activity knows about its call.</summary>
public abstract class TaskActivityContext
{
    /// <summary>Name of the activity.</summary>
    public abstract TaskName Name { get; }

    /// <summary>Id of the instance that called it.</summary>
    public abstract string InstanceId { get; }

    /// <summary>Version of the activity; empty when none was given.</summary>
    public virtual string Version => string.Empty;
}
