using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Workflows.Storage;
using Workflows.Storage.Azurite;
using Workflows.Storage.Cloud;

namespace Runtime.Bench;

/// <summary>
/// blob100k and blob10k-azurite: a container full of small blobs and one blob function. First all of them are handled; then a new process starts on what the
/// first has left, and finds nothing to do; then one more blob comes in. A run is one blob of the first process.
/// </summary>
internal static class BlobWorkload
{
    private const int BodyBytes = 200;
    private const int Uploads = 32;
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(10);

    // The account key of every emulator, public and the same everywhere; in pieces because it has the form of a secret.
    private static readonly string EmulatorKey = string.Concat("Eby8vdM02xNOcqFlqUwJPLlmEtl", "CDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/", "K1SZFPTOtr/KBHBeksoGMGw==");

    /// <summary>On the embedded storage, into whose folder the files are put.</summary>
    public static async Task<BenchResult> EmbeddedAsync(BenchSettings settings)
    {
        using var folder = new BenchFolder(settings);
        var fsync = folder.MeasureFsync();
        var drops = Path.Combine(folder.Path, "hub", "storage", "blobs", BlobFunctions.Container);
        Directory.CreateDirectory(drops);
        var n = settings.N ?? 100_000;
        for (var i = 0; i < n; i++)
            await PutAsync(i);
        return await MeasureAsync("blob100k", folder, n, PutAsync) with { FsyncPerSec = fsync };

        async Task PutAsync(int i)
        {
            var name = i.ToString(CultureInfo.InvariantCulture);
            await File.WriteAllBytesAsync(Path.Combine(folder.Path, name), Body(i));
            File.Move(Path.Combine(folder.Path, name), Path.Combine(drops, name));
        }
    }

    /// <summary>On a real Azurite.</summary>
    public static async Task<BenchResult> AzuriteAsync(BenchSettings settings)
    {
        using var folder = new BenchFolder(settings);
        var fsync = folder.MeasureFsync();
        await using var azurite = await AzuriteProcess.StartAsync(
            Path.Combine(Path.GetTempPath(), "bench-azurite"), Path.Combine(folder.Path, "azurite"), AzuritePorts.Free, NullLogger.Instance, CancellationToken.None);
        var connection = azurite.ConnectionString(EmulatorKey);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "local.settings.json"), $$"""{ "Values": { "AzureWebJobsStorage": "{{connection}}" } }""");
        var container = AzureAccount.FromConnectionString(connection, "bench", TimeProvider.System).Container(BlobFunctions.Container);
        await container.CreateAsync();
        var n = settings.N ?? 10_000;
        await Parallel.ForAsync(0, n, new ParallelOptions { MaxDegreeOfParallelism = Uploads }, async (i, _) => await PutAsync(i));
        return await MeasureAsync("blob10k-azurite", folder, n, PutAsync) with { FsyncPerSec = fsync };

        async Task PutAsync(int i)
        {
            using var content = new MemoryStream(Body(i), writable: false);
            await container.UploadAsync(i.ToString(CultureInfo.InvariantCulture), content);
        }
    }

    private static async Task<BenchResult> MeasureAsync(string name, BenchFolder folder, int n, Func<int, Task> put)
    {
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "host.json"), """{ "version": "2.0" }""");
        double seconds;
        TimeSpan spent;
        using (var first = BlobServerProcess.Start(folder.Path))
        {
            var watch = Stopwatch.StartNew();
            await first.UntilAsync(n);
            (seconds, spent) = (watch.Elapsed.TotalSeconds, first.Usage().Processor);
        }

        using var second = BlobServerProcess.Start(folder.Path);
        await Task.Delay(Watched);
        var settled = second.Usage();
        await Task.Delay(Watched);
        var idle = second.Usage();
        var asked = Stopwatch.StartNew();
        await put(n);
        await second.UntilAsync(1);
        var found = asked.Elapsed.TotalMilliseconds;
        return new BenchResult(name, n, 1)
        {
            RunsPerSec = Math.Round(n / seconds, 1),
            CpuMsPerRun = Math.Round(spent.TotalMilliseconds / n, 4),
            P50Ms = Math.Round(found, 1),
            P99Ms = Math.Round(found, 1),
            StartMs = Math.Round(second.StartMs, 1),
            RestartCpuMs = Math.Round(settled.Processor.TotalMilliseconds, 1),
            IdleCpuPercent = Math.Round(100 * (idle.Processor - settled.Processor) / Watched, 3),
            RepeatedAlthoughStored = settled.Handled,
            RssMb = second.Usage().RssMb,
        };
    }

    private static byte[] Body(int i) => Encoding.ASCII.GetBytes(i.ToString(CultureInfo.InvariantCulture).PadRight(BodyBytes));
}
