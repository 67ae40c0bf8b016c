using System.Collections;
using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker.Converters;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Options of the worker.</summary>
public class WorkerOptions
{
    /// <summary>Reads and writes JSON bodies; System.Text.Json, reading without regard to case, when null.</summary>
    public ObjectSerializer? Serializer { get; set; }

    /// <summary>Turns values into the types of parameters; the first that can does.</summary>
    public InputConverterCollection InputConverters { get; } = [];

    /// <summary>What the worker tells the host it can do.</summary>
    public IDictionary<string, string> Capabilities { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Without effect: exceptions of the app are always passed on as they are.</summary>
    [Obsolete("This is now the default behavior. This property may be unavailable in future releases.", false)]
    public bool EnableUserCodeException { get; set; } = true;

    /// <summary>Whether empty entries of a batch are passed on.</summary>
    public bool IncludeEmptyEntriesInMessagePayload { get; set; }
}

/// <summary>The types of the input converters, in the order they are asked.</summary>
public sealed class InputConverterCollection : IEnumerable<Type>
{
    private readonly List<Type> converters = [];

    /// <summary>Adds a converter at the end.</summary>
    public void Register<T>()
        where T : IInputConverter => converters.Add(typeof(T));

    /// <summary>Adds a converter at a place.</summary>
    public void RegisterAt<T>(int index)
        where T : IInputConverter => converters.Insert(index, typeof(T));

    /// <summary>Removes all converters.</summary>
    public void Clear() => converters.Clear();

    /// <inheritdoc/>
    public IEnumerator<Type> GetEnumerator() => converters.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
