using System.Diagnostics;
using System.Globalization;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Runtime.Engine.History;
using Runtime.Engine.Store;
using Runtime.TaskHub.Sqlite;
using Workflows.Runtime;

namespace Runtime.Bench;

/// <summary>query1m: the first page of every filter, and exact counts, in a hub of 1,000,000 runs. The workload's figure is its slowest filter's.</summary>
internal static class QueryWorkload
{
    private const int Repetitions = 25;

    private static readonly DateTime T0 = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static async Task<BenchResult> RunAsync(BenchSettings settings)
    {
        var n = settings.N ?? 1_000_000;
        using var folder = new BenchFolder(settings);
        var fsync = folder.MeasureFsync();
        var watch = Stopwatch.StartNew();
        await HubFiller.FillAsync(folder.Path, n, Make);
        var built = watch.Elapsed.TotalSeconds;

        await using var hub = SqliteTaskHub.Open(folder.Path, new EmbeddedHubOptions().Name, NullLogger.Instance);
        var pages = Filters(n).ToDictionary(filter => filter.Key, filter => Measure(() => hub.Query(filter.Value), Repetitions));
        var counts = Filters(n).ToDictionary(filter => filter.Key, filter => Measure(() => hub.Count(filter.Value), 3).P50);
        return new BenchResult("query1m", n, 1)
        {
            RunsPerSec = Math.Round(n / built, 1),
            P50Ms = pages.Values.Max(page => page.P50),
            P99Ms = pages.Values.Max(page => page.P99),
            RssMb = Memory.RssMb(),
            FsyncPerSec = fsync,
            PageMs = pages.ToDictionary(page => page.Key, page => page.Value.P50),
            CountMs = counts,
        };
    }

    /// <summary>Each filter alone: what finds much, little and nothing.</summary>
    private static Dictionary<string, RunQuery> Filters(int n) => new()
    {
        ["none"] = new RunQuery(),
        ["newest"] = new RunQuery { NewestFirst = true },
        ["middle"] = new RunQuery { Position = RunPosition.Of(new RunRow(n / 2, "", "", ""), RunOrder.Number).ToString() },
        ["name"] = new RunQuery { Name = "flow7" },
        ["nameRare"] = new RunQuery { Name = "Rare" },
        ["status"] = new RunQuery { Statuses = [OrchestrationRuntimeStatus.Completed] },
        ["statusRare"] = new RunQuery { Statuses = [OrchestrationRuntimeStatus.Suspended, OrchestrationRuntimeStatus.Terminated] },
        ["statuses"] = new RunQuery { Statuses = [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Failed], NewestFirst = true },
        ["tag"] = new RunQuery { Tags = new Dictionary<string, string> { ["tenant"] = "t17" } },
        ["created"] = new RunQuery { CreatedFrom = T0.AddSeconds(n * 0.9), CreatedTo = T0.AddSeconds(n * 0.95) },
        ["updated"] = new RunQuery { UpdatedFrom = T0.AddSeconds(n * 0.5), NewestFirst = true },
        ["prefix"] = new RunQuery { IdPrefix = "7f" },
        ["prefixMost"] = new RunQuery { IdPrefix = "0" },
        ["custom"] = new RunQuery { CustomStatusContains = "step 3" },
        ["customRare"] = new RunQuery { CustomStatusContains = "needle" },
        ["parent"] = new RunQuery { ParentId = "parent-5" },
        ["nameAndRareStatus"] = new RunQuery { Name = "flow7", Statuses = [OrchestrationRuntimeStatus.Suspended] },
        ["entities"] = new RunQuery { Entities = true },
    };

    private static (double P50, double P99) Measure(Action act, int times)
    {
        act();
        var samples = new double[times];
        for (var i = 0; i < times; i++)
        {
            var began = Stopwatch.GetTimestamp();
            act();
            samples[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        Array.Sort(samples);
        return (Math.Round(samples[times / 2], 2), Math.Round(samples[^1], 2));
    }

    private static (RunRow Row, Turn Turn) Make(int i, long number)
    {
        var at = T0.AddSeconds(i);
        var name = i % 10_007 == 5 ? "Rare" : string.Create(CultureInfo.InvariantCulture, $"Flow{i % 10}");
        var mixed = unchecked((uint)i * 2_654_435_761u);
        var row = new RunRow(number, string.Create(CultureInfo.InvariantCulture, $"{mixed:x8}{i:x24}"), name, "")
        {
            Execution = number,
            Status = StatusOf(i),
            CreatedAt = at,
            UpdatedAt = at.AddSeconds(mixed % 3_600),
            CustomStatus = i % 10 == 3 ? i % 500_003 == 3 ? "\"needle\"" : $"\"step {i % 100 / 10}\"" : null,
            ParentId = i % 20 == 1 ? string.Create(CultureInfo.InvariantCulture, $"parent-{i % 5_000}") : null,
            Tags = new Dictionary<string, string> { ["tenant"] = string.Create(CultureInfo.InvariantCulture, $"t{i % 1_000}") },
        };
        return (row, new Turn(at, [new ExecutionStarted(name, "", "1")], [new ExecutionCompleted("1")]));
    }

    private static OrchestrationRuntimeStatus StatusOf(int i) => (i % 1_000) switch
    {
        < 900 => OrchestrationRuntimeStatus.Completed,
        < 950 => OrchestrationRuntimeStatus.Failed,
        < 999 => OrchestrationRuntimeStatus.Running,
        _ => OrchestrationRuntimeStatus.Suspended,
    };
}
