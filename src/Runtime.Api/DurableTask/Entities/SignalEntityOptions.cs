namespace Microsoft.DurableTask.Entities;

/// <summary>Options of a signal to an entity.</summary>
public record SignalEntityOptions
{
    /// <summary>When the signal is delivered; at once when null.</summary>
    public DateTimeOffset? SignalTime { get; init; }

    /// <summary>A Boolean carries no options: null gives null, any other value the defaults.</summary>
    public static implicit operator SignalEntityOptions?(bool? value) => value is null ? null : new();

    /// <summary>Options that deliver the signal at a time.</summary>
    public static implicit operator SignalEntityOptions(DateTimeOffset value) => new() { SignalTime = value };
}
