using System.Text.Json;
using GpuHost.Core.Tiers;

namespace Files.Bench;

/// <summary>
/// Measures parts of the file core in memory, one thread, over the files of a folder:
/// <code>dotnet run -c Release --project bench/Files.Bench -- folder [workload ...] [--runs n] [--json]</code>
/// </summary>
internal static class BenchProgram
{
    private const int RunsDefault = 5;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task<int> RunAsync(string[] args)
    {
        var words = args.Where(arg => !arg.StartsWith("--", StringComparison.Ordinal)).ToList();
        var runs = RunsDefault;
        if (Array.IndexOf(args, "--runs") is >= 0 and var at && at + 1 < args.Length)
        {
            runs = int.Parse(args[at + 1]);
            words.Remove(args[at + 1]);
        }

        switch (words)
        {
            case ["corpus", var name, var target]:
                return Corpora.Make(name, target);
            case ["peers", var target]:
                return Peers.Run(target);
            case ["compare", var before, var target, var workload]:
                return Comparison.Run(before, target, workload, runs);
        }

        if (words.Count == 0)
        {
            await Console.Error.WriteLineAsync("usage: corpus S|M|L folder, or peers folder, or compare old/Files.Bench.dll folder workload [--runs n], or");
            await Console.Error.WriteLineAsync($"       folder [{string.Join('|', Workloads.All.Keys)}|{AzuritePacks.Name} ...] [--runs n] [--json]");
            return 2;
        }

        await Console.Error.WriteLineAsync($"tiers {string.Join(", ", TierSet.Present)}");
        foreach (var name in words.Count == 1 ? [.. Workloads.All.Keys] : words.Skip(1))
        {
            var results = name == AzuritePacks.Name ? await AzuritePacks.RunAsync(Corpus.Of(words[0]), runs) : Workloads.All[name](words[0], runs);
            foreach (var result in results)
                await Console.Out.WriteLineAsync(args.Contains("--json") ? JsonSerializer.Serialize(result, Json) : result.ToString());
        }

        return 0;
    }
}
