namespace Microsoft.DurableTask;

/// <summary>Turns inputs, outputs, events and states into text and back.</summary>
public abstract class DataConverter
{
    /// <summary>The value as text; null for null.</summary>
    public abstract string? Serialize(object? value);

    /// <summary>The text as a value; null for null.</summary>
    public abstract object? Deserialize(string? data, Type targetType);

    /// <summary>The text as a value; the default of the type for null.</summary>
    public virtual T? Deserialize<T>(string? data) => (T?)(Deserialize(data, typeof(T)) ?? default(T));
}
