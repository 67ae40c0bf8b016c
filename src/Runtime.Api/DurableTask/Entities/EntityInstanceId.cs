using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.DurableTask.Entities;

/// <summary>Names one entity: <c>@name@key</c>. The name is kept in lower case, the key as it is.</summary>
[JsonConverter(typeof(JsonConverter))]
public readonly record struct EntityInstanceId
{
    /// <summary>An entity of a name and a key.</summary>
    /// <exception cref="ArgumentException">The name is empty or contains '@'.</exception>
    public EntityInstanceId(string name, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(key);
        if (name.Contains('@'))
            throw new ArgumentException("The name of an entity must not contain '@'.", nameof(name));

        Name = name.ToLowerInvariant();
        Key = key;
    }

    /// <summary>The name of the entity, in lower case.</summary>
    public string Name { get; }

    /// <summary>The key of the entity.</summary>
    public string Key { get; }

    /// <summary>Reads <c>@name@key</c>.</summary>
    /// <exception cref="ArgumentException">The text is not of that form.</exception>
    public static EntityInstanceId FromString(string instanceId)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var second = instanceId.IndexOf('@', 1);
        if (instanceId[0] != '@' || second <= 1)
            throw new ArgumentException($"'{instanceId}' is not an entity id: it must read '@name@key'.", nameof(instanceId));

        return new(instanceId[1..second], instanceId[(second + 1)..]);
    }

    /// <summary>The id as <c>@name@key</c>.</summary>
    public override string ToString() => $"@{Name}@{Key}";

    internal sealed class JsonConverter : JsonConverter<EntityInstanceId>
    {
        public override EntityInstanceId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Parse(reader.TokenType == JsonTokenType.String ? reader.GetString() : null);

        public override void Write(Utf8JsonWriter writer, EntityInstanceId value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());

        public override EntityInstanceId ReadAsPropertyName(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(reader.GetString());

        public override void WriteAsPropertyName(Utf8JsonWriter writer, EntityInstanceId value, JsonSerializerOptions options) =>
            writer.WritePropertyName(value.ToString());

        private static EntityInstanceId Parse(string? text)
        {
            try
            {
                return FromString(text!);
            }
            catch (ArgumentException error)
            {
                throw new JsonException("An entity id must be a text of the form '@name@key'.", error);
            }
        }
    }
}
