using System.Diagnostics;
using System.Globalization;

namespace Files.Bench;

/// <summary>The file host in a process of its own; its figures are read from it.</summary>
internal sealed class FileHostProcess : IAsyncDisposable
{
    public const string Queue = "bench-batches";

    private readonly Process process;
    private readonly HttpClient client;

    private FileHostProcess(Process process, HttpClient client) => (this.process, this.client) = (process, client);

    public long Started { get; } = Stopwatch.GetTimestamp();

    public static async Task<FileHostProcess> StartAsync(HostRun run)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "GpuHost.Service.dll")])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = run.Connection,
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["GpuHost__Queue"] = Queue,
            ["GpuHost__Folder"] = Path.Combine(run.Folder, "host"),
            ["GpuHost__CacheMemoryBytes"] = run.CacheBytes.ToString(CultureInfo.InvariantCulture),
            ["GpuHost__CacheDiskBytes"] = "0",
            ["GpuHost__PollSecondsMax"] = "1",
            ["DOTNET_TieredPGO"] = "0",
        })
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        Uri? address = null;
        while (address is null)
        {
            var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The file host did not start.");
            var at = line.IndexOf("Now listening on: ", StringComparison.Ordinal);
            if (at >= 0)
                address = new Uri(line[(at + "Now listening on: ".Length)..].Trim());
        }

        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);      // a full pipe would hold it up
        var started = new FileHostProcess(process, new HttpClient { BaseAddress = address });
        await started.UntilAsync("workflows_files_ready", 1);
        return started;
    }

    public Task<double> CpuSecondsAsync() => FigureAsync("process_cpu_seconds_total");

    public async Task<double> RssMbAsync() => await FigureAsync("process_resident_memory_bytes") / 1e6;

    public Task UntilAsync(long files) => UntilAsync("workflows_files_files_total", files);

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task UntilAsync(string figure, double least)
    {
        while (await FigureAsync(figure) < least)
            await Task.Delay(20);
    }

    private async Task<double> FigureAsync(string name)
    {
        var text = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith(name + " ", StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line.AsSpan(name.Length + 1), CultureInfo.InvariantCulture);
    }
}
