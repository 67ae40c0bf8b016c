using System.Diagnostics;
using System.Text.Json;
using GpuHost.Packs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Runtime.Storage.Tests.Support;
using Workflows.Contracts.Batches;
using Workflows.Storage;
using Workflows.Storage.Azurite;

namespace Files.Bench;

/// <summary>
/// The files of a folder through a real Azurite: as packs by transport alone, as packs through the file host in a process of its own, and one blob each
/// as the peer. Packs are as large as the packer makes them. Everything shares the machine, the emulator included; it keeps its data in memory, where it
/// is not the disk that is measured, and once on disk for comparison.
/// </summary>
internal static class AzuritePacks
{
    public const string Name = "azurite-packs";

    private const int SingleFiles = 2_000;
    private const int SinglesPerMessage = 250;          // names within a message of 64 KB
    private const int Connections = 4;
    private const int WarmingRounds = 3;                // the host's code is compiled again while it is used

    private static readonly BatchWork NoTokens = new() { Tokens = false, Containers = false };
    private static readonly BatchWork Tokens = new() { Containers = false };

    public static async Task<IReadOnlyList<Measurement>> RunAsync(Corpus corpus, int runs) =>
    [
        .. await RunAsync(corpus, runs, isOnDisk: false, [("packs, no tokens", NoTokens, 0), ("packs, tokens", Tokens, 0), ("packs, unchanged", Tokens, 256L << 20)]),
        .. await RunAsync(corpus, runs, isOnDisk: true, [("packs, no tokens", NoTokens, 0)]),
    ];

    private static async Task<IReadOnlyList<Measurement>> RunAsync(
        Corpus corpus, int runs, bool isOnDisk, IReadOnlyList<(string Name, BatchWork Work, long CacheBytes)> hosts)
    {
        var folder = Directory.CreateTempSubdirectory("files-bench-");
        try
        {
            await using var azurite = await AzuriteProcess.StartAsync(
                Path.Combine(Root(), "tools", "azurite"), isOnDisk ? folder.FullName : null, AzuritePorts.Free, NullLogger.Instance, CancellationToken.None);
            var connection = azurite.ConnectionString(Emulator.Key);
            var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["AzureWebJobsStorage"] = connection }).Build();
            await using var accounts = new StorageAccounts(
                new StorageOptions { DataFolder = folder.FullName }, settings, TimeProvider.System, NullLoggerFactory.Instance);
            var account = await accounts.GetAsync();
            var packs = await UploadPacksAsync(account, corpus);
            var singles = await UploadSinglesAsync(account, corpus);
            var sources = packs.ConvertAll(pack => (new BatchSource(BatchSourceKind.Pack) { Container = "bench", Blob = pack.Blob }, pack.Files));
            var results = new List<Measurement> { await TransportAsync(account, packs, runs) };
            foreach (var (name, work, cache) in hosts)
                results.Add(await HostAsync(new HostRun(name, work, cache, connection, folder.FullName), account, sources, runs));
            results.Add(await HostAsync(new HostRun("one blob each", NoTokens, 0, connection, folder.FullName), account, singles, runs));
            return isOnDisk ? results.ConvertAll(result => result with { Workload = result.Workload + ", on disk" }) : results;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<List<(string Blob, int Files, long Bytes)>> UploadPacksAsync(IStorageAccount account, Corpus corpus)
    {
        var container = account.Container("bench");
        await container.CreateAsync();
        var packs = new List<(string, int, long)>();
        var writer = new PackWriter();
        var bytes = 0L;
        for (var index = 0; index < corpus.Files.Count; index++)
        {
            var content = corpus.Memory.AsMemory(corpus.Files[index].Start, corpus.Files[index].Length);
            if (!writer.TryAdd(corpus.Paths[index], content))
            {
                await FinishAsync();
                writer.TryAdd(corpus.Paths[index], content);
            }

            bytes += content.Length;
        }

        await FinishAsync();
        return packs;

        async Task FinishAsync()
        {
            var (blob, files) = ($"pack{packs.Count}", writer.Count);
            await container.UploadAsync(blob, new MemoryStream(writer.Finish()));
            packs.Add((blob, files, bytes));
            bytes = 0;
        }
    }

    private static async Task<List<(BatchSource Source, int Files)>> UploadSinglesAsync(IStorageAccount account, Corpus corpus)
    {
        var container = account.Container("bench");
        var chosen = Enumerable.Range(0, corpus.Files.Count).Where(index => corpus.Files[index].Length < 64 * 1024)
            .Where((_, place) => place % Math.Max(1, corpus.Files.Count / SingleFiles) == 0).Take(SingleFiles).ToList();
        await Parallel.ForEachAsync(chosen, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (index, cancellationToken) =>
        {
            var (start, length) = corpus.Files[index];
            await container.UploadAsync($"single{index}", new MemoryStream(corpus.Memory, start, length, writable: false), options: null, cancellationToken);
        });
        return chosen.Chunk(SinglesPerMessage).Select(part => (
            new BatchSource(BatchSourceKind.Blobs) { Container = "bench", Items = [.. part.Select(index => new BatchItem($"single{index}"))] }, part.Length)).ToList();
    }

    private static async Task<Measurement> TransportAsync(IStorageAccount account, List<(string Blob, int Files, long Bytes)> packs, int runs)
    {
        var container = account.Container("bench");
        var times = new List<(double Clock, double Cpu)>();
        for (var run = 0; run < WarmingRounds + runs; run++)
        {
            using var process = Process.GetCurrentProcess();
            var (started, before) = (Stopwatch.GetTimestamp(), process.TotalProcessorTime);
            await Parallel.ForEachAsync(packs, new ParallelOptions { MaxDegreeOfParallelism = Connections }, async (pack, cancellationToken) =>
            {
                await using var content = await container.OpenReadAsync(pack.Blob, range: null, cancellationToken);
                var bytes = new byte[content.Properties.Length];
                await content.Stream.ReadExactlyAsync(bytes, cancellationToken);
                if (PackReader.Read(bytes).Count != pack.Files)
                    throw new InvalidDataException("A pack came back otherwise.");
            });
            process.Refresh();
            times.Add((Stopwatch.GetElapsedTime(started).TotalSeconds, (process.TotalProcessorTime - before).TotalSeconds));
        }

        return Result("packs, transport", packs.Sum(pack => pack.Files), packs.Sum(pack => pack.Bytes), times.Skip(WarmingRounds)) with { Result = packs.Count };
    }

    private static async Task<Measurement> HostAsync(
        HostRun run, IStorageAccount account, List<(BatchSource Source, int Files)> sources, int runs)
    {
        await using var host = await FileHostProcess.StartAsync(run);
        var queue = account.Queue(FileHostProcess.Queue);
        var files = sources.Sum(source => source.Files);
        var times = new List<(double Clock, double Cpu)>();
        for (var round = 0; round < WarmingRounds + runs; round++)
        {
            var before = await host.CpuSecondsAsync();
            var started = Stopwatch.GetTimestamp();
            foreach (var (source, index) in sources.Select((source, index) => (source.Source, index)))
            {
                var message = new BatchMessage(BatchMessage.VersionNow, source) { Id = $"{run.Name} {host.Started} {round} {index}", Work = run.Work };
                await queue.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message, JsonSerializerOptions.Web));
            }

            await host.UntilAsync((round + 1L) * files);
            times.Add((Stopwatch.GetElapsedTime(started).TotalSeconds, await host.CpuSecondsAsync() - before));
        }

        return Result(run.Name, files, 0, times.Skip(WarmingRounds)) with { RssMb = Math.Round(await host.RssMbAsync()), Result = sources.Count };
    }

    private static Measurement Result(string name, int files, long bytes, IEnumerable<(double Clock, double Cpu)> times)
    {
        var clock = times.Select(time => time.Clock).Order().ToList();
        var cpu = times.Select(time => time.Cpu).Order().ToList();
        return new Measurement(name, "Azurite", clock.Count)
        {
            Files = files,
            Bytes = bytes,
            FilesPerSec = Math.Round(files / clock[clock.Count / 2]),
            FilesPerCpuSec = Math.Round(files / cpu[cpu.Count / 2]),
            MbPerCpuSec = Math.Round(bytes / 1e6 / cpu[cpu.Count / 2], 1),
        };
    }

    private static string Root()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Workflows.sln")))
                return folder;
        }

        throw new DirectoryNotFoundException("The bench runs inside the repository.");
    }
}
