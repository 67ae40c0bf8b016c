using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Runtime.Storage.Tests.Support;
using Workflows.Storage.Embedded;

namespace Runtime.Storage.Tests.Embedded;

/// <summary>The process that is killed: it works on a store with several loops, and says on its output what it begins and what was
/// confirmed.</summary>
internal static class CrashWriter
{
    private const int Loops = 4;

    private static readonly Lock Output = new();

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not ["crash", var folder, var life])
            return 2;
        await using var store = EmbeddedStore.Open(folder, TimeProvider.System, NullLogger.Instance);
        await store.Queue("crash").CreateAsync();
        await store.Container("crash").CreateAsync();
        await Task.WhenAll(Enumerable.Range(0, Loops).Select(loop => LoopAsync(store, string.Create(CultureInfo.InvariantCulture, $"{life}-{loop}"))));
        return 0;
    }

    private static async Task LoopAsync(EmbeddedStore store, string name)
    {
        var queue = store.Queue("crash");
        var container = store.Container("crash");
        for (var i = 0; ; i++)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");
            await queue.SendAsync(Texts.Bytes(key));
            Say("sent", key);
            Say("writing", key);
            await container.UploadAsync($"loop/{name}", Texts.Stream(Content(key)));
            Say("wrote", key);
            if (i % 2 == 0)
                continue;
            foreach (var message in await queue.ReceiveAsync(1, TimeSpan.FromSeconds(1)))
            {
                Say("deleting", Texts.Text(message));
                await queue.DeleteAsync(message.Id, message.PopReceipt!);
                Say("deleted", Texts.Text(message));
            }
        }
    }

    /// <summary>What the blob of a key holds: long enough that a torn write would show.</summary>
    public static string Content(string key) => string.Concat(Enumerable.Repeat(key + ";", 2_000));

    private static void Say(string what, string key)
    {
        lock (Output)
            Console.WriteLine($"{what} {key}");
    }
}
