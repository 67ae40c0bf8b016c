namespace Runtime.Bench;

/// <summary>The host's HTTP under load. The server is a process of its own and shares two processors with the load.</summary>
internal static class HttpWorkloads
{
    private const string Management = "/runtime/webhooks/durabletask";
    private const string Input = "\"a small input\"";
    private const int Threads = 1;
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(5);

    /// <summary>Reads the status of finished runs, input and output included.</summary>
    public static Task<BenchResult> StatusAsync(BenchSettings settings) => Task.Run(() =>
    {
        const int runs = 1_000;
        using var bench = new Bench(settings);
        bench.Load(16).Run(i => Start($"run{i}"), runs, status: 202);
        var requests = Enumerable.Range(0, runs).Select(i => LoadClient.Request("GET", $"{Management}/instances/run{i}")).ToArray();
        var load = bench.Load(settings.InFlight ?? 64);
        load.Run(i => requests[i % runs], 60_000, status: 200);
        return bench.Measure("http-status", load, i => requests[i % runs], settings.N ?? 150_000, settings.InFlight ?? 64, status: 200);
    });

    /// <summary>Starts runs that end in their first turn; each is answered once it is on disk.</summary>
    public static Task<BenchResult> StartAsync(BenchSettings settings) => Task.Run(() =>
    {
        using var bench = new Bench(settings);
        var load = bench.Load(settings.InFlight ?? 64);
        var request = Start("");
        load.Run(_ => request, 20_000, status: 202);
        return bench.Measure("http-start", load, _ => request, settings.N ?? 60_000, settings.InFlight ?? 64, status: 202);
    });

    /// <summary>Connections that were used once and then say nothing.</summary>
    public static Task<BenchResult> IdleAsync(BenchSettings settings) => Task.Run(async () =>
    {
        using var bench = new Bench(settings);
        var n = settings.N ?? 1_000;
        var request = LoadClient.Request("GET", "/health/live");
        bench.Load(16).Run(_ => request, 20_000, status: 200);
        await Task.Delay(TimeSpan.FromSeconds(1));      // what the warm-up left to be done in the background
        var before = bench.Server.Usage();
        await Task.Delay(Watched);
        var quiet = bench.Server.Usage();
        var sockets = bench.Load(n).OpenIdle();
        sockets.ForEach(socket => LoadClient.Ask(socket, request, status: 200));
        await Task.Delay(TimeSpan.FromSeconds(1));
        var begun = bench.Server.Usage();
        await Task.Delay(Watched);
        var ended = bench.Server.Usage();
        sockets.ForEach(socket => socket.Dispose());
        return new BenchResult("http-idle", n, n)
        {
            FsyncPerSec = bench.FsyncPerSec,
            RssBeforeMb = before.RssMb,
            RssMb = ended.RssMb,
            Sqlite = ended.Sqlite,
            RssKbPerRun = Math.Round((ended.RssMb - before.RssMb) * 1024 / n, 2),
            BareCpuPercent = Math.Round(100 * (quiet.Processor - before.Processor) / Watched, 3),
            IdleCpuPercent = Math.Round(100 * (ended.Processor - begun.Processor) / Watched, 3),
        };
    });

    private static byte[] Start(string id) => LoadClient.Request("POST", $"{Management}/orchestrators/Echo/{id}".TrimEnd('/'), Input);

    /// <summary>A server on a hub of its own.</summary>
    private sealed class Bench : IDisposable
    {
        private readonly BenchFolder folder;

        public Bench(BenchSettings settings)
        {
            folder = new BenchFolder(settings);
            File.WriteAllText(Path.Combine(folder.Path, "host.json"), """{ "version": "2.0" }""");
            FsyncPerSec = folder.MeasureFsync();
            Server = HttpServerProcess.Start(folder.Path);
        }

        public HttpServerProcess Server { get; }

        public double FsyncPerSec { get; }

        public LoadClient Load(int connections) => new(Server.Address, connections, Threads);

        public BenchResult Measure(string name, LoadClient load, Func<int, byte[]> request, int n, int inFlight, int status)
        {
            var before = Server.Usage();
            var (latencies, seconds) = load.Run(request, n, status);
            var after = Server.Usage();
            return new BenchResult(name, n, inFlight)
            {
                RunsPerSec = Math.Round(n / seconds, 1),
                P50Ms = Math.Round(latencies[n / 2], 3),
                P99Ms = Math.Round(latencies[n * 99 / 100], 3),
                CpuMsPerRun = Math.Round((after.Processor - before.Processor).TotalMilliseconds / n, 4),
                RssMb = after.RssMb,
                Sqlite = after.Sqlite,
                FsyncPerSec = FsyncPerSec,
            };
        }

        public void Dispose()
        {
            Server.Dispose();
            folder.Dispose();
        }
    }
}
