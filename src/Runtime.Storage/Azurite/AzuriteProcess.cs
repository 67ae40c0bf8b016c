using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Workflows.Storage.Azurite;

/// <summary>A running Azurite on the loopback address. It ends with this object, and also when this process is killed: it watches a pipe
/// to it.</summary>
internal sealed partial class AzuriteProcess : IAsyncDisposable
{
    private const string AccountName = "devstoreaccount1";
    private const int LinesKept = 20;

    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(10);

    private readonly Process process;
    private readonly Queue<string> lines = new();
    private readonly Dictionary<string, int> listening = [];
    private readonly TaskCompletionSource<AzuritePorts> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AzuriteProcess(Process process) => this.process = process;

    public AzuritePorts Ports { get; private set; } = AzuritePorts.Free;

    public int ProcessId => process.Id;

    /// <summary>Starts Azurite, installing it first when it is missing.</summary>
    /// <param name="package">The folder of its npm package.</param>
    /// <param name="data">The folder of its data; null keeps them in its memory, and they are gone with it.</param>
    /// <param name="ports">Where it listens.</param>
    /// <param name="log">Where it is said.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StorageException">Node or npm is missing, or Azurite did not start; the message has what it said.</exception>
    public static async Task<AzuriteProcess> StartAsync(
        string package, string? data, AzuritePorts ports, ILogger log, CancellationToken cancellationToken)
    {
        var node = AzuritePackage.FindProgram("node");
        var files = new AzuritePackage(package, log);
        await files.InstallAsync(cancellationToken);
        if (data is not null)
            Directory.CreateDirectory(data);
        var start = new ProcessStartInfo(node, [files.Script, .. Arguments(data, ports)])
        {
            WorkingDirectory = data ?? Path.GetTempPath(),
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var azurite = new AzuriteProcess(new Process { StartInfo = start });
        try
        {
            azurite.Begin();
            azurite.Ports = await azurite.ready.Task.WaitAsync(StartMax, cancellationToken);
            LogStarted(log, azurite.ProcessId, azurite.Ports.Blobs, azurite.Ports.Queues);
            return azurite;
        }
        catch (Exception error)
        {
            await azurite.DisposeAsync();
            throw error is TimeoutException ? azurite.Failed($"did not listen within {StartMax.TotalSeconds} seconds") : error;
        }
    }

    /// <summary>The connection string of the emulator's account at these ports.</summary>
    /// <param name="key">The account's key.</param>
    public string ConnectionString(string key) => string.Create(
        CultureInfo.InvariantCulture,
        $"DefaultEndpointsProtocol=http;AccountName={AccountName};AccountKey={key};BlobEndpoint=http://127.0.0.1:{Ports.Blobs}/{AccountName};QueueEndpoint=http://127.0.0.1:{Ports.Queues}/{AccountName};");

    public async ValueTask DisposeAsync()
    {
        try
        {
            process.StandardInput.Close();          // it stores what it holds, and ends
            using var limit = new CancellationTokenSource(StopMax);
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // it never started
        }

        process.Dispose();
    }

    private static IEnumerable<string> Arguments(string? data, AzuritePorts ports) =>
    [
        "--silent", "--skipApiVersionCheck", "--disableTelemetry",
        .. data is null ? (IEnumerable<string>)["--inMemoryPersistence"] : ["--location", data],
        "--blobHost", "127.0.0.1", "--blobPort", ports.Blobs.ToString(CultureInfo.InvariantCulture),
        "--queueHost", "127.0.0.1", "--queuePort", ports.Queues.ToString(CultureInfo.InvariantCulture),
        "--tableHost", "127.0.0.1", "--tablePort", ports.Tables.ToString(CultureInfo.InvariantCulture),
    ];

    private void Begin()
    {
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _ = FailWhenEndedAsync();
    }

    // Its end may be known before its last lines are, which say why.
    private async Task FailWhenEndedAsync()
    {
        try
        {
            await process.WaitForExitAsync();
        }
        catch (InvalidOperationException)
        {
            return;         // it was ended from here
        }

        ready.TrySetException(Failed("ended"));
    }

    private void Take(string? line)
    {
        if (line is null)
            return;
        lock (lines)
        {
            lines.Enqueue(line);
            if (lines.Count > LinesKept)
                lines.Dequeue();
            if (Listening().Match(line) is { Success: true } match)
                listening[match.Groups["service"].Value] = int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture);
            if (listening.Count == 3)
                ready.TrySetResult(new AzuritePorts(listening["Blob"], listening["Queue"], listening["Table"]));
        }
    }

    private StorageException Failed(string what)
    {
        lock (lines)
        {
            return new StorageException(
                StorageProblem.Settings, $"Azurite {what}: {string.Join(' ', lines)} It needs Node.js 22 or newer (20 was seen to work) and ports that are free.");
        }
    }

    [GeneratedRegex(@"^Azurite (?<service>Blob|Queue|Table) service is successfully listening at http://[^:]+:(?<port>\d+)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Listening();

    [LoggerMessage(721, LogLevel.Information, "Azurite runs as process {ProcessId}: blobs on port {BlobPort}, queues on port {QueuePort}.")]
    private static partial void LogStarted(ILogger log, int processId, int blobPort, int queuePort);
}
