namespace Microsoft.DurableTask.Entities;

/// <summary>Options of an entity call; there are none yet.</summary>
public record CallEntityOptions
{
}
