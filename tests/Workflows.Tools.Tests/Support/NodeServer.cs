using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Workflows.Tools.Tests.Support;

/// <summary>npm's server-everything over streamable HTTP, as a process that tests kill and start again on the same port.</summary>
internal sealed class NodeServer : IAsyncDisposable
{
    private readonly string entry;
    private readonly List<string> log = [];
    private Process? process;

    private NodeServer(string entry)
    {
        this.entry = entry;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public int Port { get; }

    public string Url => $"http://127.0.0.1:{Port}/mcp";

    public static async Task<NodeServer> StartAsync(string entry)
    {
        var server = new NodeServer(entry);
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("node", [entry, "streamableHttp"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["PORT"] = $"{Port}";
        var ready = new TaskCompletionSource();
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) =>
        {
            Keep(line.Data);
            if (line.Data?.Contains($"{Port}", StringComparison.Ordinal) == true)
                ready.TrySetResult();
        };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await ready.Task.WaitAsync(TimeSpan.FromMinutes(2));
    }

    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <summary>How many lines of its log hold a text.</summary>
    public int Count(string text)
    {
        lock (log)
            return log.Count(line => line.Contains(text, StringComparison.Ordinal));
    }

    public async Task LineAsync(string text, int times = 1)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (Count(text) < times)
            await tick.WaitForNextTickAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await KillAsync();
    }

    private void Keep(string? line)
    {
        lock (log)
            log.Add(line ?? "");
    }
}
