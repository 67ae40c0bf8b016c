using Microsoft.DurableTask.Converters;

namespace Microsoft.DurableTask.Client;

/// <summary>Options of a client.</summary>
public class DurableTaskClientOptions
{
    // What was said explicitly; only that is handed on to derived options.
    private readonly Dictionary<string, Action<DurableTaskClientOptions>> given = new(StringComparer.Ordinal);
    private DataConverter dataConverter = JsonDataConverter.Default;
    private bool enableEntitySupport = true;
    private string defaultVersion = string.Empty;

    /// <summary>Version of orchestrations that are started without one; empty by default.</summary>
    public string DefaultVersion
    {
        get => defaultVersion;
        set
        {
            defaultVersion = value ?? string.Empty;
            given[nameof(DefaultVersion)] = other => other.DefaultVersion = value!;
        }
    }

    /// <summary>Turns data into text and back.</summary>
    public DataConverter DataConverter
    {
        get => dataConverter;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            dataConverter = value;
            given[nameof(DataConverter)] = other => other.DataConverter = value;
        }
    }

    /// <summary>Whether entities may be used; ids that begin with '@' then belong to them. True by default.</summary>
    public bool EnableEntitySupport
    {
        get => enableEntitySupport;
        set
        {
            enableEntitySupport = value;
            given[nameof(EnableEntitySupport)] = other => other.EnableEntitySupport = value;
        }
    }

    internal void ApplyTo(DurableTaskClientOptions other)
    {
        foreach (var apply in given.Values)
            apply(other);
    }
}
