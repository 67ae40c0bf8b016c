using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Runtime.Host.Observability;

/// <summary>
/// Writes measurements in Prometheus' text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats), named as the OpenTelemetry
/// specification translates them: dots become underscores, the unit and <c>_total</c> end the name, the meter is the label otel_scope_name.
/// </summary>
internal sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Dictionary<string, Family> families = new(StringComparer.Ordinal);

    public void Add(Metric metric)
    {
        if (TypeOf(metric.MetricType) is not { } type)
            return;
        var name = NameOf(metric.Name, metric.Unit, type);
        if (!families.TryGetValue(name, out var family))
            families.Add(name, family = new Family(type, metric.Description));
        if (family.Type != type)
            return;                     // one name has one type; another meter's homonym of another type cannot be told apart
        foreach (ref readonly var point in metric.GetMetricPoints())
            Write(family.Samples, name, metric, in point);
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (name, family) in families.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!string.IsNullOrEmpty(family.Help))
                text.Append("# HELP ").Append(name).Append(' ').Append(Escape(family.Help, quotes: false)).Append('\n');
            text.Append("# TYPE ").Append(name).Append(' ').Append(family.Type).Append('\n').Append(family.Samples);
        }

        return text.ToString();
    }

    /// <summary>A metric's name: letters, digits, '_' and ':' only, the unit behind it unless it stands there already.</summary>
    internal static string NameOf(string name, string? unit, string type)
    {
        var clean = Clean(name, colons: true);
        if (UnitOf(unit) is { Length: > 0 } suffix && !clean.EndsWith('_' + suffix, StringComparison.Ordinal))
            clean += '_' + suffix;
        return type == "counter" && !clean.EndsWith("_total", StringComparison.Ordinal) ? clean + "_total" : clean;
    }

    /// <summary>Escapes a label's value, or a help text, in which quotes stay as they are.</summary>
    internal static string Escape(string text, bool quotes)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    internal static string Clean(string name, bool colons)
    {
        var clean = new StringBuilder(name.Length + 1);
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
            clean.Append('_');
        foreach (var letter in name)
            clean.Append(char.IsAsciiLetterOrDigit(letter) || (colons && letter == ':') ? letter : '_');
        return clean.ToString();
    }

    internal static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => double.IsNaN(value) ? "NaN" : value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string? TypeOf(MetricType type) => type switch
    {
        MetricType.LongSum or MetricType.DoubleSum => "counter",
        MetricType.LongGauge or MetricType.DoubleGauge or MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic => "gauge",
        MetricType.Histogram => "histogram",
        _ => null,
    };

    // Units in braces are remarks for people.
    private static string UnitOf(string? unit) => unit switch
    {
        null or "" or "1" => "",
        "s" => "seconds",
        "ms" => "milliseconds",
        "By" => "bytes",
        _ when unit.StartsWith('{') => "",
        _ => Clean(unit.Split('{')[0].Replace("/", "_per_", StringComparison.Ordinal), colons: false).Trim('_'),
    };

    private static void Write(StringBuilder text, string name, Metric metric, in MetricPoint point)
    {
        var labels = Labels(metric.MeterName, point.Tags);
        switch (metric.MetricType)
        {
            case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                Sample(text, name, labels, Number(point.GetSumLong()));
                break;
            case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                Sample(text, name, labels, Number(point.GetSumDouble()));
                break;
            case MetricType.LongGauge:
                Sample(text, name, labels, Number(point.GetGaugeLastValueLong()));
                break;
            case MetricType.DoubleGauge:
                Sample(text, name, labels, Number(point.GetGaugeLastValueDouble()));
                break;
            default:
                WriteHistogram(text, name, labels, in point);
                break;
        }
    }

    private static void WriteHistogram(StringBuilder text, string name, string labels, in MetricPoint point)
    {
        var below = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            Sample(text, name + "_bucket", $"{labels},le=\"{Number(bucket.ExplicitBound)}\"", Number(below));
        }

        Sample(text, name + "_sum", labels, Number(point.GetHistogramSum()));
        Sample(text, name + "_count", labels, Number(point.GetHistogramCount()));
    }

    private static void Sample(StringBuilder text, string name, string labels, string value) =>
        text.Append(name).Append('{').Append(labels).Append("} ").Append(value).Append('\n');

    private static string Labels(string meter, ReadOnlyTagCollection tags)
    {
        var labels = new StringBuilder($"otel_scope_name=\"{Escape(meter, quotes: true)}\"");
        foreach (var (key, value) in tags)
            labels.Append(',').Append(Clean(key, colons: false)).Append("=\"").Append(Escape(TextOf(value), quotes: true)).Append('"');
        return labels.ToString();
    }

    private static string TextOf(object? value) => value is bool flag ? (flag ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private sealed record Family(string Type, string? Help)
    {
        public StringBuilder Samples { get; } = new();
    }
}
