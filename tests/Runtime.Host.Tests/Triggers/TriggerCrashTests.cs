using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Runtime.Host.Tests.Support;
using Workflows.Storage;

namespace Runtime.Host.Tests.Triggers;

/// <summary>A host is killed in the middle of its messages and blobs, again and again: each of them is done in the end.</summary>
public sealed class TriggerCrashTests : IDisposable
{
    private const int Kills = 3;
    private const int Items = 400;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Kill_InTheMiddle_LosesNoMessageAndNoBlob()
    {
        folder.Write("host.json", """{ "version": "2.0", "extensions": { "queues": { "maxDequeueCount": 100 } } }""");
        await using (var accounts = OpenStorage())
            await FillAsync(await accounts.GetAsync());
        for (var kill = 1; kill <= Kills; kill++)
            await RunUntilAsync(lines => lines >= 2 * Items * kill / (Kills + 2));

        await RunUntilAsync(_ => Done("message").Count == Items && Done("blob").Count == Items);

        var lines = ReadLines();
        var atOnce = 8 * Environment.ProcessorCount;        // blobs that may have run without a receipt when the process was killed
        Assert.InRange(lines.Count(line => line.StartsWith("blob ", StringComparison.Ordinal)), Items, Items + (Kills * atOnce));
        Assert.InRange(lines.Count(line => line.StartsWith("message ", StringComparison.Ordinal)), Items, Items + (Kills * 24));
    }

    private static async Task FillAsync(IStorageAccount account)
    {
        var (queue, container) = (account.Queue("crash"), account.Container("crash"));
        await queue.CreateAsync();
        await container.CreateAsync();
        for (var i = 0; i < Items; i++)
        {
            await queue.SendAsync(QueueBody.Encode(System.Text.Encoding.UTF8.GetBytes($"{i}"), QueueEncoding.Base64));
            using var content = new MemoryStream([1, 2, 3], writable: false);
            await container.UploadAsync($"{i}", content);
        }
    }

    private StorageAccounts OpenStorage() => new(
        new StorageOptions { DataFolder = folder.Path }, new ConfigurationBuilder().Build(), TimeProvider.System, NullLoggerFactory.Instance);

    private HashSet<string> Done(string kind) => !File.Exists(CrashHost.LogOf(folder.Path)) ? [] :
        [.. ReadLines().Where(line => line.StartsWith(kind + " ", StringComparison.Ordinal))];

    private string[] ReadLines()
    {
        using var file = new FileStream(CrashHost.LogOf(folder.Path), FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return [.. reader.ReadToEnd().Split('\n').SkipLast(1)];        // what a kill cut off is no line
    }

    private async Task RunUntilAsync(Func<int, bool> enough)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [typeof(CrashHost).Assembly.Location, "crash", folder.Path])
        {
            UseShellExecute = false,
        };
        start.Environment["Host__QueueLease"] = "00:00:01";
        using var process = Process.Start(start)!;
        var waited = Stopwatch.StartNew();
        try
        {
            while (!enough(ReadLines().Length))
            {
                Assert.False(process.HasExited, "The host ended by itself.");
                Assert.True(waited.Elapsed < Patience, $"{Done("message").Count} messages and {Done("blob").Count} blobs are done after {Patience}.");
                await Task.Delay(10);
            }
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }
}
