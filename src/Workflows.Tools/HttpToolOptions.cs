namespace Workflows.Tools;

/// <summary>What HTTP tools may reach.</summary>
public sealed class HttpToolOptions
{
    /// <summary>Hosts such as <c>api.example.com</c>, <c>*.example.com</c> or <c>127.0.0.1:8080</c>; with none, nothing may be reached.</summary>
    public IList<string> Hosts { get; } = [];

    /// <summary>Whether addresses of private networks and of this machine may be reached, when their host is on the list.</summary>
    public bool AllowPrivate { get; set; }
}
