namespace Runtime.Host.Triggers;

/// <summary>What set off a function that is neither called over HTTP nor durable: a timer, a message or a blob.</summary>
internal abstract class TriggerEvent
{
    /// <summary>For the log: what happened.</summary>
    public abstract string Reason { get; }

    /// <summary>What parameters may ask for by name, and binding expressions may use.</summary>
    public virtual IReadOnlyDictionary<string, object?> Data => NoData;

    private static IReadOnlyDictionary<string, object?> NoData { get; } = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The event as the type of the trigger's parameter.</summary>
    /// <exception cref="FormatException">It cannot be read so.</exception>
    public abstract ValueTask<object?> ReadAsync(Type type, IServiceProvider services, CancellationToken cancellationToken);
}
