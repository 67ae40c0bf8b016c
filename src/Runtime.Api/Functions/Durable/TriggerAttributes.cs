using System.ComponentModel;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Makes the function an orchestrator.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class OrchestrationTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Name of the orchestrator; the function's name when null.</summary>
    public string? Orchestration { get; set; }

    /// <summary>For the runtime's own use.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public bool LargePayloadPurge { get; set; }
}

/// <summary>Makes the function an activity; the parameter is its input.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ActivityTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Name of the activity; the function's name when null.</summary>
    public string? Activity { get; set; }
}

/// <summary>Makes the function an entity; the parameter is a <see cref="TaskEntityDispatcher"/>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class EntityTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Name of the entity; the function's name when null.</summary>
    public string? EntityName { get; set; }
}

/// <summary>Gives the function a <see cref="DurableTask.Client.DurableTaskClient"/>.</summary>
public sealed class DurableClientAttribute : InputBindingAttribute
{
    /// <summary>The task hub; the app's own when null.</summary>
    public string? TaskHub { get; set; }

    /// <summary>Name of the setting that holds the connection.</summary>
    public string? ConnectionName { get; set; }
}
