using System.Net;
using System.Reflection;

namespace Workflows.Runtime;

/// <summary>
/// What the program may decide about the local host. Where a value is left null, configuration decides
/// (command line, environment, local.settings.json, host.json), then the default named at the property.
/// </summary>
public sealed class LocalHostOptions
{
    /// <summary>The body limit of Azure Functions, in bytes.</summary>
    public const long DefaultBodyBytesMax = 104_857_600;

    /// <summary>How long a stop waits for running requests when nothing else is said.</summary>
    internal static readonly TimeSpan DefaultStopWithin = TimeSpan.FromSeconds(20);

    /// <summary>False runs the durable functions alone: no port is opened. Default true.</summary>
    public bool Http { get; set; } = true;

    /// <summary>The address to listen on. Null: <c>Host:Address</c>, 127.0.0.1: nothing off this machine reaches the host.</summary>
    public IPAddress? Address { get; set; }

    /// <summary>True asks for keys on loopback in Development too; everywhere else they are always asked for. Null: <c>Host:RequireKeys</c>, false.</summary>
    public bool? RequireKeys { get; set; }

    /// <summary>The TCP port; 0 takes a free one. Null: <c>--port</c>, <c>Host:Port</c>, <c>Host.LocalHttpPort</c>, 7071.</summary>
    public int? Port { get; set; }

    /// <summary>The largest request body accepted, in bytes; a larger one is answered with 413. Null: host.json's
    /// <c>extensions.http.maxRequestBodyBytes</c>, <c>FUNCTIONS_REQUEST_BODY_SIZE_LIMIT</c>, 100 MiB.</summary>
    public long? BodyBytesMax { get; set; }

    /// <summary>How long a stop waits for HTTP requests that are running before their connections are closed. Null: <c>Host:StopWithin</c>, 20 s.
    /// A <c>HostOptions.ShutdownTimeout</c> that the app sets is the limit for the whole stop.</summary>
    public TimeSpan? StopWithin { get; set; }

    /// <summary>False leaves the console to the program. Default true: warnings and errors, and the app's own information.</summary>
    public bool ConsoleLogging { get; set; } = true;

    /// <summary>The folder of the task hub's files. Null: configuration <c>Host:HubFolder</c>, then the hub's own default.</summary>
    public string? HubFolder { get; set; }

    /// <summary>The task hub's name. Null: host.json's <c>extensions.durableTask.hubName</c>, then the hub's own default.</summary>
    public string? HubName { get; set; }

    /// <summary>Assemblies to search for functions. When this and <see cref="FunctionTypes"/> are empty: the assembly that made the
    /// builder, the entry assembly, and what they reference.</summary>
    public IList<Assembly> FunctionAssemblies { get; } = [];

    /// <summary>Classes to search for functions, for hosts made inside a test.</summary>
    public IList<Type> FunctionTypes { get; } = [];
}
