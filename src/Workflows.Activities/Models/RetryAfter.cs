using System.Globalization;
using System.Net.Http.Headers;

namespace Workflows.Activities.Models;

/// <summary>
/// Reads how long a provider asks us to wait: Retry-After in seconds or as a date (RFC 9110, 10.2.3), or OpenAI's retry-after-ms.
/// </summary>
internal static class RetryAfter
{
    private static readonly TimeSpan Most = TimeSpan.FromHours(24);     // a longer wait is a mistake of the server, or of a clock

    public static TimeSpan? Read(HttpResponseHeaders headers, TimeProvider clock)
    {
        if (headers.TryGetValues("retry-after-ms", out var values) &&
            double.TryParse(values.First(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var milliseconds))
            return Bounded(TimeSpan.FromMilliseconds(Math.Min(milliseconds, Most.TotalMilliseconds)));
        if (headers.RetryAfter?.Delta is { } delta)
            return Bounded(delta);
        return headers.RetryAfter?.Date is { } date ? Bounded(date - clock.GetUtcNow()) : null;
    }

    internal static TimeSpan Bounded(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Most ? Most : wait;
}
