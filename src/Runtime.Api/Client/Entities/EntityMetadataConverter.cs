using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.DurableTask.Entities;

namespace Microsoft.DurableTask.Client.Entities;

/// <summary>Writes entity metadata with its state in place, and reads it back; a state that did not come along is left out.</summary>
internal sealed class EntityMetadataConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert == typeof(EntityMetadata)
        || (typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(EntityMetadata<>));

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        typeToConvert == typeof(EntityMetadata)
            ? new Converter<EntityMetadata, SerializedData>()
            : (JsonConverter)Activator.CreateInstance(
                typeof(Converter<,>).MakeGenericType(typeToConvert, typeToConvert.GetGenericArguments()[0]))!;

    private sealed record Shape(
        [property: JsonPropertyName("id")] EntityInstanceId Id,
        [property: JsonPropertyName("lastModifiedTime")] DateTimeOffset LastModifiedTime,
        [property: JsonPropertyName("backlogQueueSize")] int BacklogQueueSize,
        [property: JsonPropertyName("lockedBy"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? LockedBy,
        [property: JsonPropertyName("state"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonNode? State);

    private sealed class Converter<TMetadata, TState> : JsonConverter<TMetadata>
        where TMetadata : EntityMetadata<TState>
    {
        public override TMetadata Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var shape = JsonSerializer.Deserialize<Shape>(ref reader, options)
                ?? throw new JsonException("Entity metadata must be an object.");
            object metadata = typeof(TMetadata) == typeof(EntityMetadata)
                ? new EntityMetadata(shape.Id, shape.State is null ? null : new(shape.State.ToJsonString()))
                {
                    LastModifiedTime = shape.LastModifiedTime,
                    BacklogQueueSize = shape.BacklogQueueSize,
                    LockedBy = shape.LockedBy,
                }
                : WithState(shape, options);
            return (TMetadata)metadata;
        }

        public override void Write(Utf8JsonWriter writer, TMetadata value, JsonSerializerOptions options)
        {
            var state = !value.IncludesState ? null
                : value.State is SerializedData data ? JsonNode.Parse(data.Value)
                : JsonSerializer.SerializeToNode(value.State, options);
            JsonSerializer.Serialize(
                writer, new Shape(value.Id, value.LastModifiedTime, value.BacklogQueueSize, value.LockedBy, state), options);
        }

        private static EntityMetadata<TState> WithState(Shape shape, JsonSerializerOptions options)
        {
            var state = shape.State is null ? default : shape.State.Deserialize<TState>(options);
            return shape.State is null
                ? new(shape.Id)
                {
                    LastModifiedTime = shape.LastModifiedTime,
                    BacklogQueueSize = shape.BacklogQueueSize,
                    LockedBy = shape.LockedBy,
                }
                : new(shape.Id, state)
                {
                    LastModifiedTime = shape.LastModifiedTime,
                    BacklogQueueSize = shape.BacklogQueueSize,
                    LockedBy = shape.LockedBy,
                };
        }
    }
}
