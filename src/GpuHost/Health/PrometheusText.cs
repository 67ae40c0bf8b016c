using System.Globalization;
using System.Text;

namespace GpuHost.Health;

/// <summary>Figures in the text format that Prometheus reads (version 0.0.4).</summary>
public sealed class PrometheusText
{
    private readonly StringBuilder text = new();
    private readonly HashSet<string> described = new(StringComparer.Ordinal);

    /// <summary>A figure that only grows.</summary>
    /// <param name="name">Its name; it ends with <c>_total</c>.</param>
    /// <param name="help">What it counts, in one sentence.</param>
    /// <param name="value">What it is now.</param>
    /// <param name="label">A label as <c>name="value"</c>; null: none.</param>
    public void Counter(string name, string help, double value, string? label = null) => Add("counter", name, help, value, label);

    /// <summary>A figure that goes up and down.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="help">What it tells, in one sentence.</param>
    /// <param name="value">What it is now.</param>
    /// <param name="label">A label as <c>name="value"</c>; null: none.</param>
    public void Gauge(string name, string help, double value, string? label = null) => Add("gauge", name, help, value, label);

    /// <inheritdoc/>
    public override string ToString() => text.ToString();

    private void Add(string type, string name, string help, double value, string? label)
    {
        if (described.Add(name))
            text.Append($"# HELP {name} {help}\n# TYPE {name} {type}\n");
        text.Append(name);
        if (label is not null)
            text.Append('{').Append(label).Append('}');
        text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }
}
