using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Workflows.Contracts.Tools;
using Workflows.Tools.Sandbox;

namespace Workflows.Tools.Mcp;

/// <summary>Ways to a server: a process with its streams, bare or in the sandbox, or an address.</summary>
internal sealed class McpTransport(SandboxLauncher sandbox, McpPackages packages, IConfiguration settings, ILoggerFactory logs)
{
    /// <summary>A transport, and the process behind it where we started one.</summary>
    public async Task<(IClientTransport Transport, Process? Process)> OpenAsync(string name, McpServerOptions server, CancellationToken cancellationToken)
    {
        if (server.Url is { } url)
        {
            var place = new HttpClientTransportOptions { Endpoint = new Uri(url), Name = name, AdditionalHeaders = Headers(server) };
            return (new HttpClientTransport(place, logs), null);
        }
        string[] command = server.Package is { } package
            ? ["node", packages.EntryOf(package), .. server.Arguments]
            : [server.Command!, .. server.Arguments];
        var process = server.Sandboxed ? await StartSandboxedAsync(command, server, cancellationToken) : await StartAsync(command, server);
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();           // a full pipe would stop the server
        return (new StreamClientTransport(process.StandardInput.BaseStream, new LineLimitedStream(process.StandardOutput.BaseStream), logs), process);
    }

    private Task<Process> StartSandboxedAsync(string[] command, McpServerOptions server, CancellationToken cancellationToken)
    {
        var room = new SandboxRoom
        {
            Readable = server.Package is null ? [] : [packages.Folder],
            Writable = [.. server.Folders.Select(Path.GetFullPath)],
            Environment = server.Environment.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal),
            ReservesAddresses = true,           // its interpreter may be Node
        };
        return sandbox.StartAsync(["/usr/bin/env", .. command], room, cancellationToken);
    }

    private static async Task<Process> StartAsync(string[] command, McpServerOptions server)
    {
        try
        {
            return await ProcessStarter.StartAsync(Describe(command, server));
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new ToolException(ToolErrorKind.Unavailable, $"'{command[0]}' cannot be started: {error.Message}. Install it, or correct the command.", error)
            {
                NotStarted = true,
            };
        }
    }

    private static ProcessStartInfo Describe(string[] command, McpServerOptions server)
    {
        var start = McpWarden.Describe(command);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.UseShellExecute = false;
        var inherited = new[] { "PATH", "HOME", "TMPDIR", "SystemRoot", "TEMP", "USERPROFILE", "APPDATA" };
        var kept = start.Environment.Where(pair => inherited.Contains(pair.Key, StringComparer.OrdinalIgnoreCase)).ToList();
        start.Environment.Clear();
        foreach (var (key, value) in kept)
            start.Environment[key] = value;
        foreach (var (key, value) in server.Environment)
            start.Environment[key] = value;
        return start;
    }

    private Dictionary<string, string> Headers(McpServerOptions server) =>
        server.HeaderSettings.ToDictionary(
            header => header.Key,
            header => settings[header.Value] ?? throw new ToolException(ToolErrorKind.Unavailable, $"The setting '{header.Value}' for the header {header.Key} is not set."),
            StringComparer.OrdinalIgnoreCase);
}
