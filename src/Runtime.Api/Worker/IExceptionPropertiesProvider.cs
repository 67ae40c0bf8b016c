namespace Microsoft.DurableTask.Worker;

/// <summary>Adds properties of an exception to its failure details.</summary>
public interface IExceptionPropertiesProvider
{
    /// <summary>The properties to keep, or null for none.</summary>
    IDictionary<string, object?>? GetExceptionProperties(Exception exception);
}
