using Microsoft.AspNetCore.Server.Kestrel.Core;
using Runtime.Host.Settings;

namespace Runtime.Host.Http;

/// <summary>What one caller may take of the server. Each limit is there so that a slow or hostile one harms only itself.</summary>
internal static class ServerLimits
{
    private const int HeadersMax = 100;                             // browsers behind two proxies send about 40
    private const int HeaderBytesMax = 32 * 1024;                   // room for the largest tokens in use
    private const int RequestLineBytesMax = 16 * 1024;              // the reasons and filters of our own addresses, escaped
    private const int BodyBytesPerSecondMin = 240;                  // a modem is faster; who is slower holds a connection on purpose
    private static readonly TimeSpan RateGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HeadersWithin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan IdleMax = TimeSpan.FromSeconds(130);      // longer than load balancers' 60 to 120 s, so that they close first

    public static KestrelServerOptions For(ListenSettings listen, IServiceProvider services)
    {
        var options = new KestrelServerOptions { ApplicationServices = services, AddServerHeader = false };
        var limits = options.Limits;
        limits.MaxRequestBodySize = listen.BodyBytesMax;
        limits.MaxConcurrentConnections = listen.ConnectionsMax;
        limits.MaxRequestHeaderCount = HeadersMax;
        limits.MaxRequestHeadersTotalSize = HeaderBytesMax;
        limits.MaxRequestLineSize = RequestLineBytesMax;
        limits.RequestHeadersTimeout = HeadersWithin;
        limits.KeepAliveTimeout = IdleMax;
        limits.MinRequestBodyDataRate = new MinDataRate(BodyBytesPerSecondMin, RateGrace);
        limits.MinResponseDataRate = new MinDataRate(BodyBytesPerSecondMin, RateGrace);
        options.Listen(listen.Address, listen.Port, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        return options;
    }
}
