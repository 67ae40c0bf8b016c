using System.Reflection;
using Microsoft.Extensions.Configuration;
using Runtime.Host.Invocation;
using Workflows.Runtime;

namespace Runtime.Host.Hosting;

/// <summary>Everything a builder has gathered when the host is built.</summary>
/// <param name="Options">What the program decided.</param>
/// <param name="Configuration">The app's configuration, complete.</param>
/// <param name="Folder">The folder of host.json.</param>
/// <param name="Middleware">The app's middleware.</param>
/// <param name="Caller">The assembly that made the builder: its functions are the app's.</param>
internal sealed record HostBlueprint(
    LocalHostOptions Options, IConfiguration Configuration, string Folder, MiddlewareList Middleware, Assembly? Caller);
