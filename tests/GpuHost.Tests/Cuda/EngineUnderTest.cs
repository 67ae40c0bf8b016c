using System.Text;
using GpuHost.Batching;
using GpuHost.Caching;
using GpuHost.Core;
using GpuHost.Core.Cuda;
using GpuHost.Core.Rules;
using GpuHost.Health;
using GpuHost.Publishing;
using Workflows.Contracts.Batches;

namespace GpuHost.Tests.Cuda;

/// <summary>The engine of the file host with a device, an arena and a cache of its own; what it writes is the result's text.</summary>
internal sealed class EngineUnderTest : IDisposable
{
    private const int ArenaBytes = 6 * 1024 * 1024;

    private static readonly BatchWork Everything = new() { Tokens = true, Measures = true, Containers = true };

    private readonly Definition definition = new(rules: null);
    private readonly ResultCache cache;
    private readonly FileEngine engine;
    private readonly int arenaBytes;

    public EngineUnderTest(FileCoreOptions options, TimeProvider? clock = null, long cacheBytes = 0, int workers = 2, int arenaBytes = ArenaBytes)
    {
        this.arenaBytes = arenaBytes;
        cache = new ResultCache(cacheBytes, null, Metrics);
        Device = new SharedDevice(options, RuleSet.BuiltIn, logger: null, clock ?? TimeProvider.System);
        engine = new FileEngine(workers, Device, definition, cache, Metrics);
    }

    public SharedDevice Device { get; }

    public FileHostMetrics Metrics { get; } = new();

    /// <summary>Works on a batch as it comes from a source: into the arena, in parts when it does not fit, streamed when a file does not.</summary>
    public async Task<string> RunAsync(IReadOnlyList<(string Name, byte[] Bytes)> files, BatchWork? work = null)
    {
        work ??= Everything;
        using var spool = new Spool(Path.GetTempPath());
        using var result = new ResultWriter(definition.Of(work), spool, long.MaxValue);
        var build = new BatchBuild(new BatchArena(arenaBytes), engine, work, result, new BatchLimits(long.MaxValue, long.MaxValue, Path.GetTempPath(), []));
        foreach (var (name, bytes) in files)
        {
            if (await build.TakeAsync(bytes.Length, CancellationToken.None) is not { } start)
            {
                await build.StreamAsync(name, bytes.Length, new MemoryStream(bytes), CancellationToken.None);
                continue;
            }

            bytes.CopyTo(build.Arena.Memory, start);
            build.Add(name, start, bytes.Length);
        }

        build.AddFault("gone.txt", 7, "It is gone.");
        await build.FlushAsync(CancellationToken.None);
        result.Finish(problem: null);
        return await new StreamReader(spool.Read(), Encoding.UTF8).ReadToEndAsync();
    }

    /// <summary>Works on files of which one, when its turn comes, has the batch stopped.</summary>
    public async Task RunUntilAsync(IReadOnlyList<(string Name, byte[] Bytes)> files, int last)
    {
        using var stopping = new CancellationTokenSource();
        using var spool = new Spool(Path.GetTempPath());
        using var result = new ResultWriter(definition.Of(Everything), spool, long.MaxValue);
        var arena = new BatchArena(arenaBytes);
        var places = files.Select(file =>
        {
            var start = arena.Take(file.Bytes.Length);
            file.Bytes.CopyTo(arena.Memory, start);
            return new BatchFile(file.Name, start, file.Bytes.Length, Fault: null);
        });
        await engine.RunAsync(Everything, arena, new StoppingList([.. places], last, stopping), result, stopping.Token);
    }

    public void Dispose()
    {
        engine.Dispose();
        cache.Dispose();
        Device.Dispose();
        Metrics.Dispose();
    }

    private sealed class StoppingList(List<BatchFile> files, int last, CancellationTokenSource stopping) : IReadOnlyList<BatchFile>
    {
        public int Count => files.Count;

        public BatchFile this[int index]
        {
            get
            {
                if (index == last)
                    stopping.Cancel();
                return files[index];
            }
        }

        public IEnumerator<BatchFile> GetEnumerator() => files.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
