namespace Workflows.Activities.Models;

/// <summary>One pool of connections for all models, with a border of its own for each.</summary>
internal sealed class ModelHttp(RateWindows windows, TimeProvider clock) : IDisposable
{
    // No redirects: packages put keys into headers that would travel along. Connections age so that a moved name is found again.
    private readonly SocketsHttpHandler connections = new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    /// <summary>A client without a time limit: the gateway's limit is the one that counts.</summary>
    public HttpClient CreateClient(NamedModel model) =>
        new(new ProviderBorder(model, connections, windows, clock), disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    public void Dispose() => connections.Dispose();
}
