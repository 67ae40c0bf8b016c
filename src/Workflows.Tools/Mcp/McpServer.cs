using System.Diagnostics;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Mcp;

/// <summary>One server: started by the first call, kept warm, started again after it died, stopped when nobody calls for a while.</summary>
internal sealed class McpServer(string name, McpServerOptions options, McpTransport transport, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);     // a first start of Node on a busy machine
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(20);     // a server that is asked anew too early takes neither question
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);       // the warden is through after two

    private readonly SemaphoreSlim gate = new(1);
    private Connection? connection;
    private int calls;
    private long lastUse;
    private bool disposed;

    public string Name => name;

    public McpServerOptions Options => options;

    /// <summary>How often it was started.</summary>
    public int Starts { get; private set; }

    public bool IsRunning => connection is { IsAlive: true };

    /// <summary>The process, for tests that kill it; null over HTTP and when stopped.</summary>
    internal Process? Process => connection?.Process;

    /// <summary>Starts it unless it runs, and gives what it offers.</summary>
    public async Task<IReadOnlyList<McpClientTool>> StartAsync(CancellationToken cancellationToken) => (await ConnectAsync(cancellationToken)).Tools;

    public async Task<CallToolResult> CallAsync(string tool, JsonElement arguments, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref calls);
        try
        {
            var to = await ConnectAsync(cancellationToken);
            try
            {
                var values = arguments.EnumerateObject().ToDictionary(property => property.Name, property => (object?)property.Value, StringComparer.Ordinal);
                return await to.Client.CallToolAsync(tool, values, cancellationToken: cancellationToken);
            }
            catch (Exception error) when (error is not OperationCanceledException && IsBroken(to, error))
            {
                await DropAsync(to);        // over HTTP nothing else says that the other side has forgotten us
                throw new ToolException(ToolErrorKind.Unavailable, $"The server {name} broke off: {error.Message}", error) { NotStarted = IsForgotten(to, error) };
            }
            catch (McpException error)
            {
                throw new ToolException(ToolErrorKind.Failed, $"{name}: {error.Message}", error);
            }
        }
        finally
        {
            Interlocked.Decrement(ref calls);
            Volatile.Write(ref lastUse, clock.GetTimestamp());
        }
    }

    /// <summary>Stops it if it has been idle for its time.</summary>
    public async Task StopIfIdleAsync()
    {
        if (connection is null || Volatile.Read(ref calls) > 0 || clock.GetElapsedTime(Volatile.Read(ref lastUse)) < TimeSpan.FromSeconds(options.IdleSeconds))
            return;
        await gate.WaitAsync();
        try
        {
            if (Volatile.Read(ref calls) == 0)
                await CloseAsync();
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await gate.WaitAsync();
        try
        {
            disposed = true;
            await CloseAsync();
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<Connection> ConnectAsync(CancellationToken cancellationToken)
    {
        if (connection is { IsAlive: true } warm)
            return warm;
        await gate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (connection is { IsAlive: true } other)
                return other;
            await CloseAsync();
            connection = await OpenAsync(cancellationToken);
            Starts++;
            Volatile.Write(ref lastUse, clock.GetTimestamp());
            return connection;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<Connection> OpenAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        Process? process = null;
        try
        {
            (var way, process) = await transport.OpenAsync(name, options, limit.Token);
            var about = new McpClientOptions
            {
                ClientInfo = new Implementation { Name = "workflows", Version = "1.0" },
                DiscoverProbeTimeout = ProbeLimit,
            };
            var client = await McpClient.CreateAsync(way, about, cancellationToken: limit.Token);
            return new Connection(client, process, [.. await client.ListToolsAsync(cancellationToken: limit.Token)]);
        }
        catch (Exception error)
        {
            Kill(process);
            process?.Dispose();
            if (error is ToolException || cancellationToken.IsCancellationRequested)
                throw;
            var reason = error is OperationCanceledException ? $"no answer within {StartLimit.TotalSeconds} s" : error.Message;
            throw new ToolException(ToolErrorKind.Unavailable, $"The server {name} does not start: {reason}", error) { NotStarted = true };
        }
    }

    private async Task CloseAsync()
    {
        if (connection is not { } open)
            return;
        connection = null;
        await EndAsync(open.Process);       // first: the client waits for the end of what it reads, and a server may stay
        try
        {
            await open.Client.DisposeAsync();
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or McpException or HttpRequestException or OperationCanceledException)
        {
            Debug.WriteLine(error);
        }
        open.Process?.Dispose();
    }

    private async Task DropAsync(Connection broken)
    {
        await gate.WaitAsync();
        try
        {
            if (connection == broken)
                await CloseAsync();
        }
        finally
        {
            gate.Release();
        }
    }

    private static bool IsBroken(Connection connection, Exception error) =>
        !connection.IsAlive || error is IOException or HttpRequestException or ObjectDisposedException
        || (connection.Process is null && error is McpException and not McpProtocolException) || IsForgotten(connection, error);

    /// <summary>A server that was started anew refuses the session of the one before; some with 400 and these words in place of 404.</summary>
    private static bool IsForgotten(Connection connection, Exception error) =>
        connection.Process is null && error is McpException && error.Message.Contains("session ID", StringComparison.OrdinalIgnoreCase);

    /// <summary>The end of its input tells a server to end, and gives it the time to.</summary>
    private static async Task EndAsync(Process? process)
    {
        if (process is null)
            return;
        try
        {
            process.StandardInput.Close();
            using var limit = new CancellationTokenSource(EndLimit);
            await process.WaitForExitAsync(limit.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or InvalidOperationException or IOException)
        {
            Kill(process);
        }
    }

    private static void Kill(Process? process)
    {
        if (process is null)
            return;
        try
        {
            process.StandardInput.Close();      // the warden's sign to end all; it is all that reaches the rest when the warden itself was killed
            process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or IOException)
        {
            return;             // it has ended
        }
    }

    private sealed record Connection(McpClient Client, Process? Process, IReadOnlyList<McpClientTool> Tools)
    {
        public bool IsAlive => !Client.Completion.IsCompleted && Process is not { HasExited: true };
    }
}
