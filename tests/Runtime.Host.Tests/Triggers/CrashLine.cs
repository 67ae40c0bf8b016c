using System.Globalization;

namespace Runtime.Host.Tests.Triggers;

/// <summary>A line of a killed host's log.</summary>
/// <param name="Life">The process, counted from 0.</param>
/// <param name="What">What happened, such as <c>blob-began</c>.</param>
/// <param name="Name">The blob's name or the message's text.</param>
/// <param name="Version">The blob's etag.</param>
public sealed record CrashLine(int Life, string What, string Name, string Version)
{
    public static CrashLine Read(string line)
    {
        var parts = line.Split('|');
        return new CrashLine(int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], parts[2], parts[3]);
    }
}
