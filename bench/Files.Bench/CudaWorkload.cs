using System.Diagnostics;
using System.Text.Unicode;
using GpuHost.Core;
using GpuHost.Core.Cuda;
using GpuHost.Core.Cuda.Batches;
using GpuHost.Core.Cuda.Driver;
using GpuHost.Core.Folders;
using GpuHost.Core.Rules;
using GpuHost.Core.Tiers;

namespace Files.Bench;

/// <summary>
/// A graphics device: its kernels over one batch that lies there, and the whole job on it against the whole job on two threads of the processor. By the
/// clock, with the device's own events for the kernels.
/// </summary>
internal static class CudaWorkload
{
    private const int Repeats = 50;

    // Large enough to fill any device; the product's batches are smaller, for the sake of latency.
    private static readonly CudaOptions Options = new() { BatchBytes = 32 * 1024 * 1024, FilesPerBatchMax = 16 * 1024 };

    private static readonly (string Name, BatchWants Wants)[] Kernels =
    [
        ("cuda-measures", BatchWants.Measures), ("cuda-tokens", BatchWants.Tokens), ("cuda-places", BatchWants.Places),
        ("cuda-kernels", BatchWants.Measures | BatchWants.Tokens | BatchWants.Places),
    ];

    public static IEnumerable<Measurement> Run(string folder, int runs)
    {
        var results = new List<Measurement>();
        try
        {
            using var device = CudaDevice.Open(Options, RuleSet.BuiltIn);
            Console.Error.WriteLine(device.Info);
            results.AddRange(Resident(device, Corpus.Of(folder), runs));
        }
        catch (CudaException fault)
        {
            Console.Error.WriteLine($"cuda: nothing is measured. {fault.Message}");
            return [];
        }

        results.AddRange(WholeJob(folder, runs));
        return results;
    }

    private static List<Measurement> Resident(CudaDevice device, Corpus corpus, int runs)
    {
        var results = new List<Measurement>();
        using var entered = device.Context.Enter();
        using var lane = new CudaLane(device, Options);
        foreach (var (name, wants) in Kernels)
        {
            lane.Begin(wants);
            var bytes = 0L;
            foreach (var (start, length) in corpus.Files)
            {
                var file = corpus.Memory.AsSpan(start, length);
                if (!lane.TryAdd(file, !file.Contains((byte)0) && Utf8.IsValid(file)))
                    break;
                bytes += length;
            }

            lane.Launch();
            lane.Wait();
            var seconds = Enumerable.Range(0, runs).Select(_ => lane.Repeat(Repeats).TotalSeconds / Repeats).Order().ElementAt(runs / 2);
            results.Add(new Measurement(name, "Cuda", runs) { Files = lane.Files, Bytes = bytes, GbPerSec = Math.Round(bytes / 1e9 / seconds, 3) });
        }

        return results;
    }

    private static IEnumerable<Measurement> WholeJob(string folder, int runs)
    {
        foreach (var tokens in new[] { false, true })
        {
            var processor = Job(folder, runs, tokens, TierSet.Best);
            var device = Job(folder, runs, tokens, Tier.Cuda);
            yield return processor;
            yield return device with { TimesProcessor = Math.Round(device.GbPerSec / processor.GbPerSec, 2) };
        }
    }

    private static Measurement Job(string folder, int runs, bool tokens, Tier tier)
    {
        var options = new FileCoreOptions { Measure = true, CountTokens = tokens, DegreeOfParallelism = 2, Tier = tier };
        var seconds = new List<double>();
        var (files, bytes) = (0, 0L);
        for (var run = 0; run <= runs; run++)
        {
            (files, bytes) = (0, 0L);
            using var scan = new FolderScan(options, RuleSet.BuiltIn, facts => (files, bytes) = (files + 1, bytes + facts.Record.Size), _ => { });
            var started = Stopwatch.GetTimestamp();
            scan.Run(folder, CancellationToken.None);
            if (run > 0)
                seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            if (run == runs && tier == Tier.Cuda)
                Console.Error.WriteLine(scan.Device);
        }

        seconds.Sort();
        var median = seconds[runs / 2];
        return new Measurement(tokens ? "cuda-job-tokens" : "cuda-job", tier.ToString(), runs)
        {
            Files = files, Bytes = bytes, FilesPerSec = Math.Round(files / median), GbPerSec = Math.Round(bytes / 1e9 / median, 3),
        };
    }
}
