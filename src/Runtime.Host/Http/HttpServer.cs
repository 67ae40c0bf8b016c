using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Runtime.Engine.Client;
using Runtime.Host.Access;
using Runtime.Host.Admin;
using Runtime.Host.Hosting;
using Runtime.Host.Invocation;
using Runtime.Host.Logging;
using Runtime.Host.Management;
using Runtime.Host.Observability;
using Runtime.Host.RunApi;
using Runtime.Host.Settings;
using Runtime.Host.Triggers;
using Workflows.Runtime;

namespace Runtime.Host.Http;

/// <summary>Kestrel with the few parts the host needs: error border, guards, routing, keys. No more stands before a function.</summary>
internal sealed class HttpServer(
    ListenSettings listen, FunctionRuntime runtime, HostState state, HostKeys keys, IServiceProvider services, ILoggerFactory loggers)
    : IHostedService, IDisposable
{
    private readonly ILogger<HttpServer> logger = loggers.CreateLogger<HttpServer>();
    private readonly FunctionThrottle throttle = new(services.GetRequiredService<HostJson>());
    private KestrelServer? server;
    private Requests? requests;

    /// <summary>The address clients use, with the real port when 0 was asked for.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await keys.StartAsync(cancellationToken);
        requests = new Requests(new DefaultHttpContextFactory(services), Pipeline());
        var sockets = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers);
        server = new KestrelServer(Options.Create(ServerLimits.For(listen, services)), sockets, loggers);
        try
        {
            await server.StartAsync(requests, cancellationToken);
        }
        catch (IOException error) when (error.InnerException is AddressInUseException)
        {
            throw new PortInUseException(listen.Address.ToString(), listen.Port, error);
        }
        Address = new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.First());
        services.GetService<EmbeddedRuntime>()?.Announce(Reachable(Address));
        logger.Listening(Address.ToString(), runtime.Catalog.Functions.Count);
    }

    /// <summary>Closes the port and idle connections at once; running requests have until the deadline.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (server is null)
            return;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(listen.StopWithin);
        var stopped = server.StopAsync(deadline.Token);
        await using (deadline.Token.Register(ReportRunning))
            await stopped;
    }

    public void Dispose()
    {
        server?.Dispose();
        throttle.Dispose();
    }

    /// <summary>The address for a client on this machine; one that listens everywhere also listens on the loopback.</summary>
    private Uri Reachable(Uri address) =>
        listen.Address.Equals(IPAddress.Any) || listen.Address.Equals(IPAddress.IPv6Any) ? new UriBuilder(address) { Host = "127.0.0.1" }.Uri : address;

    private void ReportRunning()
    {
        if (requests!.Running is var running and > 0)
            logger.StoppedHard(running, listen.StopWithin);
    }

    private RequestDelegate Pipeline()
    {
        var settings = services.GetRequiredService<HostJson>();
        var app = new ApplicationBuilder(services);
        app.UseRouting();
        if (keys.Enforced)
            app.Use(next => new AccessGate(next, keys).InvokeAsync);
        app.UseEndpoints(routes =>
        {
            var triggers = services.GetRequiredService<TriggerHost>();
            HostEndpoints.Map(routes, state, triggers);
            AdminEndpoints.Map(routes, runtime.Catalog, triggers);
            MetricsEndpoint.Map(routes, listen.Address);
            ManagementRoutes.Map(routes);
            if (services.GetService<IEngineAccess>() is { } durable)
                RunRoutes.Map(routes, durable);
            FunctionEndpoints.Map(routes, runtime, throttle, settings.RoutePrefix);
        });
        RequestDelegate inner = new RoutingRefusals(app.Build()).InvokeAsync;
        inner = new BodyLimit(inner, listen.BodyBytesMax).InvokeAsync;
        if (IPAddress.IsLoopback(listen.Address))
            inner = new LoopbackGuard(inner, listen.Cors).InvokeAsync;
        if (listen.Cors is { } cors)
            inner = new CorsGate(inner, cors).InvokeAsync;
        inner = new ErrorBorder(inner, loggers.CreateLogger<ErrorBorder>()).InvokeAsync;
        inner = new ResponseStamp(inner, settings.CustomHeaders).InvokeAsync;
        return new HttpTelemetry(inner).InvokeAsync;
    }

    /// <summary>Makes a context for each request and counts those that run.</summary>
    private sealed class Requests(IHttpContextFactory contexts, RequestDelegate pipeline) : IHttpApplication<HttpContext>
    {
        private int running;

        public int Running => Volatile.Read(ref running);

        public HttpContext CreateContext(IFeatureCollection contextFeatures)
        {
            Interlocked.Increment(ref running);
            return contexts.Create(contextFeatures);
        }

        public Task ProcessRequestAsync(HttpContext context)
        {
            // HTTP allows a request to name no host; the addresses that we answer with need one.
            if (!context.Request.Host.HasValue && context.Connection is { LocalIpAddress: { } address, LocalPort: var port })
                context.Request.Host = new HostString(address.ToString(), port);
            return pipeline(context);
        }

        public void DisposeContext(HttpContext context, Exception? exception)
        {
            contexts.Dispose(context);
            Interlocked.Decrement(ref running);
        }
    }
}
