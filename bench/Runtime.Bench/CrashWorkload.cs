using System.Diagnostics;
using System.Globalization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Runtime.Engine.History;
using Runtime.TaskHub.Sqlite;
using Workflows.Runtime;

namespace Runtime.Bench;

/// <summary>
/// crash500: a process with 500 runs of five activities in flight is killed with SIGKILL in the middle; how long a new process needs, from its start,
/// until all have completed, and which activities ran twice. An activity may run twice only when its result was not on disk at the kill.
/// </summary>
internal static class CrashWorkload
{
    private const int RunsDefault = 500;
    private const int Steps = 5;

    public static async Task<BenchResult> RunAsync(BenchSettings settings)
    {
        var n = settings.N ?? RunsDefault;
        using var folder = new BenchFolder(settings);
        var fsync = folder.MeasureFsync();
        await File.WriteAllTextAsync(CountFile(folder.Path), n.ToString(CultureInfo.InvariantCulture));
        var killed = await KillInTheMiddleAsync(folder.Path, n);
        var stored = ReadStored(folder.Path, n);

        var watch = Stopwatch.StartNew();
        using var second = Child.Start("recover", folder.Path);
        var answer = await second.StandardOutput.ReadLineAsync();
        var recovered = watch.Elapsed.TotalMilliseconds;
        await second.WaitForExitAsync();
        if (answer != $"{n} completed")
            throw new InvalidOperationException($"After the crash: {answer}.");

        var log = ReadLog(folder.Path).ToLookup(entry => entry.ProcessId == killed, entry => (entry.Run, entry.Task));
        var before = log[true].ToHashSet();
        var repeated = log[false].Where(before.Contains).ToList();
        return new BenchResult("crash500", n, n)
        {
            RunsPerSec = Math.Round(n / recovered * 1_000, 1),
            P50Ms = Math.Round(recovered, 1),
            P99Ms = Math.Round(recovered, 1),
            RssMb = Memory.RssMb(),
            FsyncPerSec = fsync,
            Executions = log[true].Count() + log[false].Count(),
            Repeated = repeated.Count,
            RepeatedAlthoughStored = repeated.Count(stored.Contains),
            UnfinishedAtKill = n - ReadFinished(folder.Path, stored, n),
        };
    }

    /// <summary>The process that will be killed: all runs are in flight before the first activity may end.</summary>
    public static async Task BeginAsync(string folder)
    {
        var n = int.Parse(await File.ReadAllTextAsync(CountFile(folder)), CultureInfo.InvariantCulture);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await BenchHost.StartInAsync(folder, tasks => Sequence(tasks, gate.Task), hub => hub.ExecutionLog = LogFile(folder));
        await Task.WhenAll(Enumerable.Range(0, n).Select(i => host.Client.ScheduleNewOrchestrationInstanceAsync("Sequence5", 1, new StartOrchestrationOptions(Id(i)))));
        Console.WriteLine("in flight");
        gate.SetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan);
    }

    /// <summary>The process after it.</summary>
    public static async Task<string> RecoverAsync(string folder)
    {
        var n = int.Parse(await File.ReadAllTextAsync(CountFile(folder)), CultureInfo.InvariantCulture);
        await using var host = await BenchHost.StartInAsync(folder, tasks => Sequence(tasks, Task.CompletedTask), hub => hub.ExecutionLog = LogFile(folder));
        var runs = await Task.WhenAll(Enumerable.Range(0, n).Select(i => host.Client.WaitForInstanceCompletionAsync(Id(i), getInputsAndOutputs: true)));
        var answer = $"{runs.Count(run => run.ReadOutputAs<int>() == Steps + 1)} completed";
        Console.WriteLine(answer);
        return answer;
    }

    private static async Task<int> KillInTheMiddleAsync(string folder, int n)
    {
        using var process = Child.Start("crash", folder);
        await process.StandardOutput.ReadLineAsync();
        while (CountLines(LogFile(folder)) < n * Steps / 2)
            Thread.Yield();
        process.Kill();
        await process.WaitForExitAsync();
        return process.Id;
    }

    /// <summary>Activities whose results are on disk.</summary>
    private static HashSet<(string Run, int Task)> ReadStored(string folder, int n)
    {
        using var snapshot = HubSnapshot.Open(folder, new EmbeddedHubOptions().Name)!;
        return [.. Enumerable.Range(0, n).Select(Id).SelectMany(id => snapshot.ReadHistory(id)
            .SelectMany(chunk => HistoryCodec.Decode(chunk).Received.OfType<ActivityCompleted>()).Select(done => (id, done.TaskId)))];
    }

    private static int ReadFinished(string folder, HashSet<(string Run, int Task)> stored, int n) =>
        Directory.Exists(folder) ? Enumerable.Range(0, n).Count(i => stored.Contains((Id(i), Steps - 1))) : 0;

    private static IEnumerable<(string Run, int Task, int ProcessId)> ReadLog(string folder) =>
        from line in File.ReadLines(LogFile(folder))
        let columns = line.Split('\t')
        select (columns[0], int.Parse(columns[1], CultureInfo.InvariantCulture), int.Parse(columns[4], CultureInfo.InvariantCulture));

    private static int CountLines(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var text = new byte[file.Length];
        file.ReadExactly(text);
        return text.AsSpan().Count((byte)'\n');
    }

    private static void Sequence(DurableTaskRegistry tasks, Task gate)
    {
        tasks.AddOrchestratorFunc<int, int>("Sequence5", async (context, input) =>
        {
            var value = input;
            for (var step = 0; step < Steps; step++)
                value = await context.CallActivityAsync<int>("AddOne", value);
            return value;
        });
        tasks.AddActivityFunc<int, int>("AddOne", async (_, value) =>
        {
            await gate;
            return value + 1;
        });
    }

    private static string Id(int i) => string.Create(CultureInfo.InvariantCulture, $"run-{i}");

    private static string LogFile(string folder) => Path.Combine(folder, "executions.log");

    private static string CountFile(string folder) => Path.Combine(folder, "count.txt");
}
