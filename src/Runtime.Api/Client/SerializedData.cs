using Microsoft.DurableTask.Converters;

namespace Microsoft.DurableTask.Client;

/// <summary>Data as text, with what reads it.</summary>
/// <param name="data">The text.</param>
/// <param name="converter">Reads the text; the default JSON converter when null.</param>
public sealed class SerializedData(string data, DataConverter? converter = null)
{
    /// <summary>The text.</summary>
    public string Value { get; } = data ?? throw new ArgumentNullException(nameof(data));

    /// <summary>Reads the text.</summary>
    public DataConverter Converter { get; } = converter ?? JsonDataConverter.Default;

    /// <summary>The data as a value.</summary>
    public T ReadAs<T>() => Converter.Deserialize<T>(Value)!;
}
