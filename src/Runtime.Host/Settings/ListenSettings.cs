using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;
using Runtime.Host.Hosting;
using Workflows.Runtime;

namespace Runtime.Host.Settings;

/// <summary>Where the HTTP server listens and how much it takes, settled from options, configuration and host.json.</summary>
internal sealed record ListenSettings(IPAddress Address, int Port, long BodyBytesMax, TimeSpan StopWithin, bool RequireKeys)
{
    private const int DefaultPort = 7071;       // the port of the Functions tools: examples and curl lines work unchanged

    public static ListenSettings From(LocalHostOptions options, IConfiguration configuration, HostJson host) =>
        new(
            options.Address ?? ReadAddress(configuration),
            options.Port ?? ReadPort(configuration),
            options.BodyBytesMax ?? host.BodyBytesMax ?? ReadBody(configuration),
            options.StopWithin,
            options.RequireKeys ?? ReadFlag(configuration, "Host:RequireKeys"));

    private static IPAddress ReadAddress(IConfiguration configuration)
    {
        if (configuration["Host:Address"] is not { Length: > 0 } text)
            return IPAddress.Loopback;
        if (text.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return IPAddress.Loopback;
        return IPAddress.TryParse(text, out var address)
            ? address
            : throw new HostConfigurationException($"Host:Address is '{text}'; write an IP address such as 127.0.0.1, or 0.0.0.0 for every one.");
    }

    private static bool ReadFlag(IConfiguration configuration, string key)
    {
        if (configuration[key] is not { Length: > 0 } text)
            return false;
        return bool.TryParse(text, out var flag) ? flag : throw new HostConfigurationException($"{key} is '{text}'; write true or false.");
    }

    private static int ReadPort(IConfiguration configuration)
    {
        foreach (var key in (string[])["port", "Host:Port", "Host:LocalHttpPort"])
        {
            if (configuration[key] is not { Length: > 0 } text)
                continue;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort)
                return port;
            throw new HostConfigurationException(
                $"The port is '{text}' ({key}); use a number from 0 to {IPEndPoint.MaxPort} (0 takes any free one).");
        }
        return DefaultPort;
    }

    private static long ReadBody(IConfiguration configuration)
    {
        if (configuration["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"] is not { Length: > 0 } text)
            return LocalHostOptions.DefaultBodyBytesMax;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes > 0)
            return bytes;
        throw new HostConfigurationException($"FUNCTIONS_REQUEST_BODY_SIZE_LIMIT is '{text}'; it is a number of bytes above zero.");
    }
}
