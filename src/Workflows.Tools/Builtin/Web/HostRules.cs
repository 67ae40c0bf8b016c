namespace Workflows.Tools.Builtin.Web;

/// <summary>The allow-list of hosts.</summary>
internal static class HostRules
{
    /// <summary>Whether an address's host, or host and port, is on the list. <c>*.example.com</c> covers hosts below it, not itself.</summary>
    public static bool Allows(IEnumerable<string> hosts, Uri address) =>
        address is { IsAbsoluteUri: true, Scheme: "http" or "https" } && address.UserInfo.Length == 0 && hosts.Any(rule => Fits(rule, address));

    private static bool Fits(string rule, Uri address)
    {
        var host = address.IdnHost.Trim('[', ']').TrimEnd('.');
        var (name, port) = rule.Split(':') is [var before, var after] && int.TryParse(after, out var number)
            ? (before, number)
            : (rule, address.IsDefaultPort ? address.Port : -1);
        if (port != address.Port)
            return false;
        return name.StartsWith("*.", StringComparison.Ordinal)
            ? host.EndsWith(name[1..], StringComparison.OrdinalIgnoreCase)
            : host.Equals(name, StringComparison.OrdinalIgnoreCase);
    }
}
