using System.Diagnostics;
using System.Globalization;
using Runtime.Host.Blobs;

namespace Runtime.Host.Tests.Triggers;

/// <summary>One app in one process after the other, each of them killed, over the same folder and storage.</summary>
/// <param name="folder">The app's folder.</param>
/// <param name="connection">AzureWebJobsStorage; null: the embedded storage.</param>
public sealed class CrashLives(string folder, string? connection)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);        // a slow machine under load; a hang fails all the same

    private readonly List<HashSet<(string Name, string ETag)>> receipts = [];

    /// <summary>For each process that was killed, the blobs that had their receipt then.</summary>
    public IReadOnlyList<IReadOnlySet<(string Name, string ETag)>> Receipts => receipts;

    public IReadOnlyList<CrashLine> ReadLines()
    {
        using var file = new FileStream(CrashHost.LogOf(folder), FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return [.. reader.ReadToEnd().Split('\n').SkipLast(1).Select(CrashLine.Read)];       // what a kill cut off is no line
    }

    /// <summary>Runs the next process until it has done enough, and kills it there.</summary>
    /// <param name="missing">What it has not done yet; null when it has done enough.</param>
    public async Task LiveUntilAsync(Func<IReadOnlyList<CrashLine>, string?> missing)
    {
        using var process = Start();
        var waited = Stopwatch.StartNew();
        try
        {
            while (missing(ReadLines()) is { } what)
            {
                Assert.False(process.HasExited, "The host ended by itself.");
                Assert.True(waited.Elapsed < Patience, $"Missing after {Patience} in process {receipts.Count}: {what}");
                await Task.Delay(5);
            }
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
        ReadReceipts();
    }

    /// <summary>Runs the next process until it ends by itself.</summary>
    public async Task LiveUntilDeathAsync()
    {
        using var process = Start();
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            process.Kill();
        }
        ReadReceipts();
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            UseShellExecute = false,
        };
        foreach (var argument in (string[])[typeof(CrashHost).Assembly.Location, "crash", folder, receipts.Count.ToString(CultureInfo.InvariantCulture)])
            start.ArgumentList.Add(argument);
        start.Environment["Host__QueueLease"] = "00:00:05";
        if (connection is not null)
            start.Environment["AzureWebJobsStorage"] = connection;
        return Process.Start(start)!;
    }

    // From a copy: opening the file cuts off what the kill left half written.
    private void ReadReceipts()
    {
        var path = Path.Combine(folder, "blobs", "BLOB.receipts");
        var found = new HashSet<(string, string)>();
        if (File.Exists(path))
        {
            File.Copy(path, path + ".copy", overwrite: true);
            using var kept = new BlobReceipts(path + ".copy");
            found.UnionWith(ReadLines().Where(line => line.What.StartsWith("blob-", StringComparison.Ordinal) && kept.IsDone(line.Name, line.Version))
                .Select(line => (line.Name, line.Version)));
        }
        receipts.Add(found);
    }
}
