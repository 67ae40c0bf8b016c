using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Runtime.Bench;

/// <summary>
/// Usage: <c>Runtime.Bench -- WORKLOAD [...] [--json] [--n N] [--in-flight N] [--folder FOLDER]</c>.
/// Prints one line for each workload, as JSON with <c>--json</c>.
/// </summary>
internal static class BenchProgram
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is [Child.Verb, var part, var folder])
            return await RunPartAsync(part, folder);
        var settings = BenchSettings.Parse(args);
        var unknown = settings.Workloads.Except(Workloads.All.Keys).ToList();
        if (settings.Workloads.Count == 0 || unknown.Count > 0)
        {
            await Console.Error.WriteLineAsync($"Name one or more workloads: {string.Join(", ", Workloads.All.Keys)}." + (unknown.Count > 0 ? $" Unknown: {string.Join(", ", unknown)}." : ""));
            return 2;
        }

        foreach (var name in settings.Workloads)
        {
            var result = await Workloads.All[name](settings);
            Console.WriteLine(settings.Json ? JsonSerializer.Serialize(result, Json) : result.ToString());
        }

        return 0;
    }

    private static async Task<int> RunPartAsync(string part, string folder)
    {
        switch (part)
        {
            case "idle1m":
                Console.WriteLine(JsonSerializer.Serialize(await IdleWorkloads.SleepAsync(folder), Json));
                return 0;
            case "history":
                Console.WriteLine(JsonSerializer.Serialize(await HistoryWorkload.GoOnAsync(folder), Json));
                return 0;
            case "crash":
                await CrashWorkload.BeginAsync(folder);
                return 0;
            case "http":
                await HttpServerProcess.ServeAsync(folder);
                return 0;
            case "blobs":
                await BlobServerProcess.ServeAsync(folder);
                return 0;
            case "recover":
                await CrashWorkload.RecoverAsync(folder);
                return 0;
            default:
                return 2;
        }
    }
}

/// <summary>What the command line asked for; null takes the workload's own number.</summary>
internal sealed record BenchSettings(IReadOnlyList<string> Workloads, bool Json, int? N, int? InFlight, string? Folder)
{
    public static BenchSettings Parse(string[] args)
    {
        var names = new List<string>();
        var (json, n, inFlight, folder) = (false, (int?)null, (int?)null, (string?)null);
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--json":
                    json = true;
                    break;
                case "--n":
                    n = int.Parse(args[++i], CultureInfo.InvariantCulture);
                    break;
                case "--in-flight":
                    inFlight = int.Parse(args[++i], CultureInfo.InvariantCulture);
                    break;
                case "--folder":
                    folder = args[++i];
                    break;
                default:
                    names.Add(args[i]);
                    break;
            }
        }

        return new BenchSettings(names, json, n, inFlight, folder);
    }
}
