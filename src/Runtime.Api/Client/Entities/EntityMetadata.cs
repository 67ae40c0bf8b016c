using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Microsoft.DurableTask.Entities;

namespace Microsoft.DurableTask.Client.Entities;

/// <summary>What is known about an entity, its state as text.</summary>
/// <param name="id">Id of the entity.</param>
/// <param name="state">The state; null when it was not asked for.</param>
[JsonConverter(typeof(EntityMetadataConverter))]
public sealed class EntityMetadata(EntityInstanceId id, SerializedData? state = null) : EntityMetadata<SerializedData>(id, state);

/// <summary>What is known about an entity.</summary>
/// <typeparam name="TState">Type the state is read as.</typeparam>
[JsonConverter(typeof(EntityMetadataConverter))]
public class EntityMetadata<TState>
{
    private readonly TState? state;

    /// <summary>An entity whose state was not asked for.</summary>
    public EntityMetadata(EntityInstanceId id) => Id = id;

    /// <summary>An entity with its state; null is no state.</summary>
    public EntityMetadata(EntityInstanceId id, TState? state)
        : this(id)
    {
        this.state = state;
        IncludesState = state is not null;
    }

    /// <summary>Id of the entity.</summary>
    public EntityInstanceId Id { get; }

    /// <summary>When the entity last changed.</summary>
    public DateTimeOffset LastModifiedTime { get; init; }

    /// <summary>Messages that wait for it.</summary>
    public int BacklogQueueSize { get; init; }

    /// <summary>Instance that holds its lock, or null.</summary>
    public string? LockedBy { get; init; }

    /// <summary>True when the state came along.</summary>
    [MemberNotNullWhen(true, nameof(state))]
    public bool IncludesState { get; }

    /// <summary>The state.</summary>
    /// <exception cref="InvalidOperationException">The state did not come along; see <see cref="IncludesState"/>.</exception>
    public TState State => IncludesState
        ? state
        : throw new InvalidOperationException($"The state of entity '{Id}' did not come along; see {nameof(IncludesState)}.");
}
