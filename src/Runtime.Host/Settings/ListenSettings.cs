using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;
using Workflows.Runtime;

namespace Runtime.Host.Settings;

/// <summary>Where the HTTP server listens, whom it answers and how much it takes, settled from options, configuration and host.json.</summary>
internal sealed record ListenSettings
{
    private const int DefaultPort = 7071;       // the port of the Functions tools: examples and curl lines work unchanged
    private const int DefaultConnectionsMax = 10_000;       // each holds a file descriptor and a few KB; systems commonly give a process 64 K of them

    public IPAddress Address { get; private init; } = IPAddress.Loopback;

    public int Port { get; private init; }

    public long BodyBytesMax { get; private init; }

    public TimeSpan StopWithin { get; private init; }

    public bool RequireKeys { get; private init; }

    public int ConnectionsMax { get; private init; }

    /// <summary>Whose pages may call; null for none but those of this machine.</summary>
    public CorsSettings? Cors { get; private init; }

    /// <exception cref="HostConfigurationException">Names every value that is wrong.</exception>
    public static ListenSettings From(LocalHostOptions options, IConfiguration configuration, HostJson host)
    {
        var errors = new List<string>();
        var read = new ListenSettings
        {
            Address = options.Address ?? ReadAddress(configuration, errors),
            Port = options.Port ?? ReadPort(configuration, errors),
            BodyBytesMax = options.BodyBytesMax ?? host.BodyBytesMax
                ?? Whole(configuration, "FUNCTIONS_REQUEST_BODY_SIZE_LIMIT", long.MaxValue, errors) ?? LocalHostOptions.DefaultBodyBytesMax,
            StopWithin = options.StopWithin ?? ReadTime(configuration, "Host:StopWithin", errors) ?? LocalHostOptions.DefaultStopWithin,
            RequireKeys = options.RequireKeys ?? ReadFlag(configuration, "Host:RequireKeys", errors),
            ConnectionsMax = (int)(Whole(configuration, "Host:ConnectionsMax", 1_000_000, errors) ?? DefaultConnectionsMax),
            Cors = CorsSettings.Read(configuration, errors),
        };
        return errors.Count == 0 ? read : throw new HostConfigurationException(string.Join(Environment.NewLine, errors));
    }

    private static IPAddress ReadAddress(IConfiguration configuration, List<string> errors)
    {
        if (configuration["Host:Address"] is not { Length: > 0 } text || text.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return IPAddress.Loopback;
        if (IPAddress.TryParse(text, out var address))
            return address;
        errors.Add($"Host:Address is '{text}'; write an IP address such as 127.0.0.1, or 0.0.0.0 for every one.");
        return IPAddress.Loopback;
    }

    private static int ReadPort(IConfiguration configuration, List<string> errors)
    {
        foreach (var key in (string[])["port", "Host:Port", "Host:LocalHttpPort"])
        {
            if (configuration[key] is not { Length: > 0 } text)
                continue;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort)
                return port;
            errors.Add($"The port is '{text}' ({key}); use a number from 0 to {IPEndPoint.MaxPort} (0 takes any free one).");
            break;
        }
        return DefaultPort;
    }

    private static long? Whole(IConfiguration configuration, string key, long most, List<string> errors)
    {
        if (configuration[key] is not { Length: > 0 } text)
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= most)
            return number;
        errors.Add($"{key} is '{text}'; it is a whole number from 1 to {most}.");
        return null;
    }

    private static TimeSpan? ReadTime(IConfiguration configuration, string key, List<string> errors)
    {
        if (configuration[key] is not { Length: > 0 } text)
            return null;
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time > TimeSpan.Zero && time < TimeSpan.FromDays(1))
            return time;
        errors.Add($"{key} is '{text}'; write a time span such as \"00:00:20\".");
        return null;
    }

    private static bool ReadFlag(IConfiguration configuration, string key, List<string> errors)
    {
        if (configuration[key] is not { Length: > 0 } text)
            return false;
        if (!bool.TryParse(text, out var flag))
            errors.Add($"{key} is '{text}'; write true or false.");
        return flag;
    }
}
