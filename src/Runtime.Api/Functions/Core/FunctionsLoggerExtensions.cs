namespace Microsoft.Extensions.Logging;

/// <summary>Metrics by way of the log.</summary>
public static class FunctionsLoggerExtensions
{
    private static readonly EventId MetricEvent = new(1, "FunctionsMetric");

    /// <summary>Writes a metric as an entry with the keys <c>name</c> and <c>value</c> beside the given properties.</summary>
    public static void LogMetric(this ILogger logger, string name, double value, IDictionary<string, object>? properties = null)
    {
        ArgumentNullException.ThrowIfNull(logger);
        List<KeyValuePair<string, object?>> state = [new("name", name), new("value", value)];
        if (properties is not null)
            state.AddRange(properties.Select(property => new KeyValuePair<string, object?>(property.Key, property.Value)));

        logger.Log(LogLevel.Information, MetricEvent, state, exception: null, (_, _) => $"Metric {name} = {value}");
    }
}
