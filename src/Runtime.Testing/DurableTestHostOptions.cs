using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Workflows.Testing;

/// <summary>Settings of a <see cref="DurableTestHost"/>.</summary>
public sealed class DurableTestHostOptions
{
    /// <summary>What the clock shows at the start; null for noon of 1 January 2030, UTC.</summary>
    public DateTimeOffset? StartTime { get; set; }

    /// <summary>Where logs go; null for nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Adds what activities and entities need, and may replace what the host registered.</summary>
    public Action<IServiceCollection>? ConfigureServices { get; set; }
}
