using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Runtime.Host.Http;

namespace Runtime.Host.Management;

/// <summary>Reads the query of a management request; a value that cannot be read is the caller's mistake and is named.</summary>
internal static class ManagementQuery
{
    public static bool Flag(HttpRequest request, string name, bool otherwise)
    {
        var text = request.Query[name].ToString();
        if (text.Length == 0)
            return otherwise;
        return bool.TryParse(text, out var value) ? value : throw new BadInputException($"'{name}' must be true or false.");
    }

    public static DateTimeOffset? Time(HttpRequest request, string name)
    {
        var text = request.Query[name].ToString();
        if (text.Length == 0)
            return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new BadInputException($"'{name}' must be a time such as 2026-01-31T12:00:00Z.");
    }

    public static int? Whole(HttpRequest request, string name, int most)
    {
        var text = request.Query[name].ToString();
        if (text.Length == 0)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
            ? number
            : throw new BadInputException($"'{name}' must be a whole number from 1 to {most}.");
    }

    public static TimeSpan? Seconds(HttpRequest request, string name)
    {
        var text = request.Query[name].ToString();
        if (text.Length == 0)
            return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 86_400
            ? TimeSpan.FromSeconds(seconds)
            : throw new BadInputException($"'{name}' must be a number of seconds above 0 and at most 86400.");
    }

    public static IReadOnlyList<OrchestrationRuntimeStatus>? Statuses(HttpRequest request)
    {
        var text = request.Query["runtimeStatus"].ToString();
        if (text.Length == 0)
            return null;
        return [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Status)];
    }

    private static OrchestrationRuntimeStatus Status(string text) =>
        Enum.GetNames<OrchestrationRuntimeStatus>().FirstOrDefault(name => text.Equals(name, StringComparison.OrdinalIgnoreCase))
            is { } known
            ? Enum.Parse<OrchestrationRuntimeStatus>(known)
            : throw new BadInputException(
                $"'{text}' is no runtimeStatus; use {string.Join(", ", Enum.GetNames<OrchestrationRuntimeStatus>())}.");
}
