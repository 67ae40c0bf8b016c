namespace Microsoft.Azure.Functions.Worker.Converters;

/// <summary>How a conversion went.</summary>
public enum ConversionStatus
{
    /// <summary>The converter does not know such values.</summary>
    Unhandled = 0,

    /// <summary>It made a value.</summary>
    Succeeded = 1,

    /// <summary>It knows such values, and could not make this one.</summary>
    Failed = 2,
}

/// <summary>What a converter made.</summary>
public readonly struct ConversionResult
{
    private ConversionResult(ConversionStatus status, object? value, Exception? error)
    {
        Status = status;
        Value = value;
        Error = error;
    }

    /// <summary>How it went.</summary>
    public ConversionStatus Status { get; }

    /// <summary>The value, when it went well.</summary>
    public object? Value { get; }

    /// <summary>The error, when it did not.</summary>
    public Exception? Error { get; }

    /// <summary>The converter does not know such values; the next one is asked.</summary>
    public static ConversionResult Unhandled() => default;

    /// <summary>The converter made a value.</summary>
    public static ConversionResult Success(object? value) => new(ConversionStatus.Succeeded, value, error: null);

    /// <summary>The converter failed; nobody else is asked.</summary>
    public static ConversionResult Failed(Exception exception) => new(ConversionStatus.Failed, value: null, exception);
}
