using System.Diagnostics;
using System.Diagnostics.Metrics;
using GpuHost.Caching;
using GpuHost.Core;
using GpuHost.Core.Cuda;
using GpuHost.Core.Tiers;
using Workflows.Contracts.Batches;

namespace GpuHost.Health;

/// <summary>What the host has done since its start. Read by anyone at any time; also as the meter <c>Workflows.Files</c>.</summary>
public sealed class FileHostMetrics : IDisposable
{
    private const string Unit = "{batch}";

    private readonly long[] ends = new long[Enum.GetValues<BatchEnd>().Length];
    private readonly long[] cache = new long[Enum.GetValues<CacheTier>().Length];
    private readonly long[] stages = new long[Enum.GetValues<HostStage>().Length];
    private readonly long[] tierBatches = new long[Enum.GetValues<Tier>().Length];
    private readonly long[] tierBytes = new long[Enum.GetValues<Tier>().Length];
    private readonly double[] core = new double[Enum.GetValues<Stage>().Length];
    private readonly Lock gate = new();
    private readonly Meter meter = new("Workflows.Files");
    private long files;
    private long bytes;
    private long failed;
    private long findings;
    private int inFlight;
    private double ageSeconds;

    /// <summary>Begins with nothing done.</summary>
    public FileHostMetrics()
    {
        meter.CreateObservableCounter("workflows.files.batches", () => Read(ref ends[(int)BatchEnd.Done]), Unit, "Batches whose result was stored.");
        meter.CreateObservableCounter("workflows.files.poisoned", () => Read(ref ends[(int)BatchEnd.Poisoned]), Unit, "Messages that went to the poison queue.");
        meter.CreateObservableCounter("workflows.files.files", () => Read(ref files), "{file}", "Files with a record.");
        meter.CreateObservableCounter("workflows.files.bytes", () => Read(ref bytes), "By", "Bytes of files that were read.");
        meter.CreateObservableCounter("workflows.files.tier.batches", () => ByTier(tierBatches), Unit, "Groups of files worked on, by tier.");
        meter.CreateObservableCounter("workflows.files.tier.bytes", () => ByTier(tierBytes), "By", "Bytes of files worked on, by tier.");
        meter.CreateObservableCounter(
            "workflows.files.device.fallbacks", () => Device().Fallbacks, Unit, "Groups that the graphics device failed in and the processor did again.");
        meter.CreateObservableGauge("workflows.files.device.ready", () => Device().State == DeviceState.Ready ? 1 : 0, "1", "1 while the graphics device takes work.");
        meter.CreateObservableGauge("workflows.files.age", () => ageSeconds, "s", "How long the last message had waited when it was taken up.");
    }

    /// <summary>Batches on their way.</summary>
    public int InFlight => Volatile.Read(ref inFlight);

    /// <summary>Files with a record.</summary>
    public long Files => Read(ref files);

    /// <summary>How it stands with the graphics device.</summary>
    internal Func<DeviceStatus> Device { get; set; } = static () => new DeviceStatus(DeviceState.Off, null);

    /// <summary>Writes all figures.</summary>
    /// <param name="text">Takes them.</param>
    public void Write(PrometheusText text)
    {
        foreach (var end in Enum.GetValues<BatchEnd>())
            text.Counter("workflows_files_batches_total", "Messages by how they ended.", Read(ref ends[(int)end]), Label("end", end));
        text.Counter("workflows_files_files_total", "Files with a record in a result.", Read(ref files));
        text.Counter("workflows_files_bytes_total", "Bytes of files that were read.", Read(ref bytes));
        text.Counter("workflows_files_failed_total", "Files that could not be read.", Read(ref failed));
        text.Counter("workflows_files_findings_total", "Places where rules matched.", Read(ref findings));
        foreach (var tier in Enum.GetValues<CacheTier>())
            text.Counter("workflows_files_cache_lookups_total", "Contents looked up, by where they were found.", Read(ref cache[(int)tier]), Label("tier", tier));
        foreach (var stage in Enum.GetValues<HostStage>())
        {
            var seconds = Read(ref stages[(int)stage]) / (double)Stopwatch.Frequency;
            text.Counter("workflows_files_stage_seconds_total", "Time of batches by stage, added up over batches.", seconds, Label("stage", stage));
        }

        foreach (var stage in Enum.GetValues<Stage>())
            text.Counter("workflows_files_core_seconds_total", "Time of workers by part of the pass.", CoreSeconds(stage), Label("stage", stage));
        foreach (var tier in Enum.GetValues<Tier>())
        {
            text.Counter("workflows_files_tier_batches_total", "Groups of files worked on, by tier.", Read(ref tierBatches[(int)tier]), Label("tier", tier));
            text.Counter("workflows_files_tier_bytes_total", "Bytes of files worked on, by tier.", Read(ref tierBytes[(int)tier]), Label("tier", tier));
        }

        text.Gauge("workflows_files_in_flight", "Batches on their way.", InFlight);
        text.Gauge("workflows_files_message_age_seconds", "How long the last message had waited when it was taken up.", Volatile.Read(ref ageSeconds));
    }

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    internal void Begin(TimeSpan age)
    {
        Interlocked.Increment(ref inFlight);
        Volatile.Write(ref ageSeconds, Math.Max(0, age.TotalSeconds));
    }

    internal void End(BatchEnd end)
    {
        Interlocked.Decrement(ref inFlight);
        Interlocked.Increment(ref ends[(int)end]);
    }

    internal long Count(BatchEnd end) => Read(ref ends[(int)end]);

    internal long Count(CacheTier tier) => Read(ref cache[(int)tier]);

    internal void Count(BatchTotals totals)
    {
        Interlocked.Add(ref files, totals.Files);
        Interlocked.Add(ref bytes, totals.Bytes);
        Interlocked.Add(ref failed, totals.Failed);
        Interlocked.Add(ref findings, totals.Findings);
    }

    internal void CountCache(CacheTier tier) => Interlocked.Increment(ref cache[(int)tier]);

    /// <summary>Counts files that were worked on together.</summary>
    internal void CountTier(Tier tier, long bytes)
    {
        Interlocked.Increment(ref tierBatches[(int)tier]);
        Interlocked.Add(ref tierBytes[(int)tier], bytes);
    }

    internal long Batches(Tier tier) => Read(ref tierBatches[(int)tier]);

    internal long Bytes(Tier tier) => Read(ref tierBytes[(int)tier]);

    internal void CountCore(Stage stage, double seconds)
    {
        lock (gate)
            core[(int)stage] += seconds;
    }

    /// <summary>Times a stage until what it returns is disposed of.</summary>
    internal Timing Time(HostStage stage) => new(this, stage, Stopwatch.GetTimestamp());

    private static IEnumerable<Measurement<long>> ByTier(long[] counts) => Enum.GetValues<Tier>().Select(
        tier => new Measurement<long>(Read(ref counts[(int)tier]), new KeyValuePair<string, object?>("tier", tier.ToString().ToLowerInvariant())));

    private static string Label<T>(string name, T value)
        where T : struct, Enum => $"{name}=\"{value.ToString().ToLowerInvariant()}\"";

    private static long Read(ref long value) => Interlocked.Read(ref value);

    private double CoreSeconds(Stage stage)
    {
        lock (gate)
            return core[(int)stage];
    }

    internal readonly struct Timing(FileHostMetrics metrics, HostStage stage, long started) : IDisposable
    {
        public void Dispose() => Interlocked.Add(ref metrics.stages[(int)stage], Stopwatch.GetTimestamp() - started);
    }
}
