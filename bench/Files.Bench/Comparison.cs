using System.Diagnostics;
using System.Text.Json;

namespace Files.Bench;

/// <summary>
/// Runs a workload of an earlier build and of this one in turn, each in a process of its own, and prints how much faster by processor time this one is:
/// what else the machine does falls on both.
/// </summary>
internal static class Comparison
{
    public static int Run(string program, string folder, string workload, int runs)
    {
        var (old, now) = (new List<Dictionary<string, double>>(), new List<Dictionary<string, double>>());
        for (var run = 0; run < runs; run++)
        {
            old.Add(Measure(program, folder, workload));
            now.Add(Measure(typeof(Comparison).Assembly.Location, folder, workload));
        }

        foreach (var name in now[0].Keys)
        {
            // A workload that had no code for a tier ran on another one.
            var before = old[0].ContainsKey(name) ? name : old[0].Keys.LastOrDefault(key => key.Split(' ')[0] == name.Split(' ')[0]);
            if (before is null)
                continue;
            var (first, second) = (Median(old, before), Median(now, name));
            Console.WriteLine($"{name,-24} {first,8:F1} -> {second,8:F1} MB/s of processor time, ratio {second / first:F2}");
        }

        return 0;
    }

    private static Dictionary<string, double> Measure(string program, string folder, string workload)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var word in new[] { program, folder, workload, "--runs", "1", "--json" })
            start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return lines.Select(line => JsonSerializer.Deserialize<Measurement>(line, JsonSerializerOptions.Web)!)
            .ToDictionary(result => $"{result.Workload} {result.Tier}", result => result.MbPerCpuSec, StringComparer.Ordinal);
    }

    private static double Median(List<Dictionary<string, double>> results, string name) =>
        results.Select(result => result[name]).Order().ElementAt(results.Count / 2);
}
