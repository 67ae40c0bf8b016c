using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workflows.Runtime;
using Workflows.Storage;

namespace Runtime.Bench;

/// <summary>
/// queue-host: messages through a queue function of the host, with the settings of an empty host.json: sent by many senders, received, the function called,
/// deleted. A run is one message; its time is from the send's beginning to the function's end. All of it ends when the queue is empty.
/// </summary>
internal static class QueueHostWorkload
{
    private const int MessagesDefault = 20_000;
    private const int SendersDefault = 64;
    private const int WarmUp = 2_000;

    public static async Task<BenchResult> RunAsync(BenchSettings settings)
    {
        using var folder = new BenchFolder(settings);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "host.json"), """{ "version": "2.0" }""");
        var fsync = folder.MeasureFsync();
        var builder = FunctionsApplication.CreateBuilder(["--Host:AppFolder", folder.Path]);
        builder.Logging.ClearProviders();
        builder.ConfigureLocalHost(local =>
        {
            local.Http = false;
            local.HubFolder = Path.Combine(folder.Path, "hub");
            local.FunctionTypes.Add(typeof(QueueFunctions));
        });
        var seen = new SeenMessages();
        builder.Services.AddSingleton(seen);
        using var host = builder.Build();
        await host.StartAsync();
        var queue = (await host.Services.GetRequiredService<IStorageAccounts>().GetAsync()).Queue(QueueFunctions.Queue);
        await queue.CreateAsync();
        var (n, senders) = (settings.N ?? MessagesDefault, settings.InFlight ?? SendersDefault);
        await MeasureAsync(queue, seen, WarmUp, senders);
        using var process = Process.GetCurrentProcess();
        var (cpu, watch) = (process.TotalProcessorTime, Stopwatch.StartNew());
        var times = await MeasureAsync(queue, seen, n, senders);
        var seconds = watch.Elapsed.TotalSeconds;
        process.Refresh();
        var spent = process.TotalProcessorTime - cpu;
        await host.StopAsync();
        Array.Sort(times);
        return new BenchResult("queue-host", n, senders)
        {
            RunsPerSec = Math.Round(n / seconds, 1),
            P50Ms = Math.Round(times[n / 2], 3),
            P99Ms = Math.Round(times[n * 99 / 100], 3),
            RssMb = Memory.RssMb(),
            FsyncPerSec = fsync,
            CpuMsPerRun = Math.Round(spent.TotalMilliseconds / n, 4),
        };
    }

    /// <returns>Milliseconds of each message.</returns>
    private static async Task<double[]> MeasureAsync(IStorageQueue queue, SeenMessages seen, int n, int senders)
    {
        seen.Expect(n);
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, senders).Select(_ => SendAsync()));
        await seen.AllRan;
        while ((await queue.CountAsync()).Messages > 0)
            await Task.Yield();         // the last deletes are being stored
        return seen.Times;

        async Task SendAsync()
        {
            for (var i = Interlocked.Increment(ref next); i < n; i = Interlocked.Increment(ref next))
            {
                seen.Began(i);
                await queue.SendAsync(QueueBody.Encode(Encoding.ASCII.GetBytes(i.ToString(CultureInfo.InvariantCulture)), QueueEncoding.Base64));
            }
        }
    }
}
