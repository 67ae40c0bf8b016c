using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Runtime.Storage.Tests.Support;
using Workflows.Storage.Embedded;

namespace Runtime.Storage.Tests.Embedded;

/// <summary>A process with an open store is killed, again and again: what it was told is stored is stored.</summary>
public sealed class CrashTests
{
    private const int Lives = 4;

    [Fact]
    public async Task Kill_WhileItWorks_LosesNothingThatWasConfirmed()
    {
        using var folder = new TempFolder();
        var said = new List<(string What, string Key)>();
        for (var life = 0; life < Lives; life++)
        {
            said.AddRange(await LiveAndDieAsync(folder.Path, life, confirmed: 40 + (life * 37)));
            await using var store = EmbeddedStore.Open(folder.Path, TimeProvider.System, NullLogger.Instance);
            await CheckBlobsAsync(store, said);
            await CheckMessagesAsync(store, said);
            Assert.Empty(Directory.GetFileSystemEntries(store.Folders.Temp));
        }
    }

    private static async Task<List<(string What, string Key)>> LiveAndDieAsync(string folder, int life, int confirmed)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CrashTests).Assembly.Location, "crash", folder, life.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        var said = new List<(string, string)>();
        using var limit = new CancellationTokenSource(Limit.Test);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                if (said.Count == confirmed)
                    process.Kill();             // the pipe may still hold lines that it wrote before
                Add(said, line);
            }
        }
        finally
        {
            process.Kill();
        }

        await process.WaitForExitAsync(limit.Token);
        Assert.True(said.Count >= confirmed);
        return said;
    }

    private static void Add(List<(string, string)> said, string line)
    {
        if (line.Split(' ') is [var what, var key])
            said.Add((what, key));
    }

    private static async Task CheckMessagesAsync(EmbeddedStore store, List<(string What, string Key)> said)
    {
        var there = new HashSet<string>();
        var queue = store.Queue("crash");
        while (await queue.ReceiveAsync(32, TimeSpan.FromSeconds(1)) is { Count: > 0 } messages)
        {
            foreach (var message in messages)
            {
                there.Add(Texts.Text(message));
                await queue.RenewAsync(message.Id, message.PopReceipt!, TimeSpan.FromHours(1));
            }
        }

        foreach (var hidden in await HiddenAsync(store, there))
            there.Add(hidden);
        var begun = Keys(said, "deleting");
        Assert.DoesNotContain(Keys(said, "sent"), key => !begun.Contains(key) && !there.Contains(key));
        Assert.DoesNotContain(Keys(said, "deleted"), there.Contains);
        await store.Queue("crash").ClearAsync();
        said.Clear();
    }

    /// <summary>Messages that the killed process held become visible by themselves, a second later.</summary>
    private static async Task<List<string>> HiddenAsync(EmbeddedStore store, HashSet<string> seen)
    {
        var queue = store.Queue("crash");
        var count = (await queue.CountAsync()).Messages;
        var found = new List<string>();
        using var limit = new CancellationTokenSource(Limit.Test);
        while (seen.Count + found.Count < count)
        {
            await queue.WaitAsync(new QueuePolling(TimeSpan.FromSeconds(1)), limit.Token);
            foreach (var message in await queue.ReceiveAsync(32, TimeSpan.FromHours(1)))
                found.Add(Texts.Text(message));
        }

        return found;
    }

    private static async Task CheckBlobsAsync(EmbeddedStore store, List<(string What, string Key)> said)
    {
        var container = store.Container("crash");
        foreach (var blob in (await container.ListAsync("loop/")).Blobs)
        {
            var text = await Texts.ReadAsync(container, blob.Name);
            Assert.Equal(CrashWriter.Content(text.Split(';')[0]), text);
            Assert.Equal(text.Length, (await container.FindAsync(blob.Name))!.Length);
        }

        foreach (var key in Keys(said, "wrote"))
        {
            var name = key[..key.LastIndexOf('-')];
            var now = (await Texts.ReadAsync(container, $"loop/{name}")).Split(';')[0];
            Assert.True(Number(now) >= Number(key), $"The blob of {name} was confirmed at {key} and is {now}.");
        }
    }

    private static HashSet<string> Keys(List<(string What, string Key)> said, string what) =>
        [.. said.Where(line => line.What == what).Select(line => line.Key)];

    private static int Number(string key) => int.Parse(key.AsSpan(key.LastIndexOf('-') + 1), CultureInfo.InvariantCulture);
}
