namespace Microsoft.Azure.Functions.Worker.Converters;

/// <summary>Turns what a trigger gives into the type of a parameter.</summary>
public interface IInputConverter
{
    /// <summary>Converts, or says that it does not know such values.</summary>
    ValueTask<ConversionResult> ConvertAsync(ConverterContext context);
}

/// <summary>What a converter is told.</summary>
public abstract class ConverterContext
{
    /// <summary>The type wanted.</summary>
    public abstract Type TargetType { get; }

    /// <summary>The value there is.</summary>
    public abstract object? Source { get; }

    /// <summary>The call.</summary>
    public abstract FunctionContext FunctionContext { get; }

    /// <summary>What the host says beside it, such as the binding attribute.</summary>
    public abstract IReadOnlyDictionary<string, object> Properties { get; }
}
