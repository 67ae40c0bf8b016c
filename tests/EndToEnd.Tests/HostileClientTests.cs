using System.Net;
using System.Text;
using Runtime.Host.Tests.Hostile;

namespace EndToEnd.Tests;

/// <summary>Clients that want too much from a real host, all at once: each is refused, everybody else is served, and memory does not grow with them.</summary>
public sealed class HostileClientTests : IDisposable
{
    private const string Function = "/api/workflows/review";
    private const string Management = "/runtime/webhooks/durabletask/orchestrators/Review";
    private const int EachKind = 6;
    private const int Waves = 2;
    private const long EndlessBytes = 256 << 20;            // what one caller sends when nobody stops it: 6 GiB in all
    private const long GrowthMax = 400 << 20;               // buffers, garbage and compiled code; a second wave needs no more

    private static readonly string[] Tricks =
    [
        "/api/%2e%2e/%2e%2e/etc/passwd", "/runtime/webhooks/durabletask/instances/..%2f..%2fetc%2fpasswd", "/../../etc/passwd", "/%c0%ae%c0%ae/x",
    ];

    // Garbage before a collection: else it depends on the processor's cache.
    private static readonly Dictionary<string, string> Settings = new() { ["DOTNET_GCgen0size"] = "0x1000000" };

    private readonly ScratchFolder scratch = new();

    public HostileClientTests() => scratch.Write("good/A.cs", "public sealed class A;\n");

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Dev_UnderHostileClients_ServesTheOthersAndKeepsItsMemory()
    {
        using var dev = await DevServer.StartAsync(scratch, Settings);
        await ReviewAsync(dev, "before");
        var before = dev.Process.PeakBytes;
        var slow = await StartSlowAsync(dev.Address);
        try
        {
            for (var wave = 1; wave <= Waves; wave++)
                await AttackAsync(dev, wave);
            await ReviewAsync(dev, "after");
        }
        finally
        {
            slow.ForEach(client => client.Dispose());
        }

        if (OperatingSystem.IsLinux())
            Assert.InRange(dev.Process.PeakBytes - before, 0, GrowthMax);
    }

    private async Task AttackAsync(DevServer dev, int wave)
    {
        var attacks = Task.WhenAll(Enumerable.Range(0, EachKind).SelectMany(_ => Attacks(dev.Address)));
        var served = 0;
        do
        {
            Assert.Equal(HttpStatusCode.OK, (await dev.GetAsync("/runtime/webhooks/durabletask/instances")).Status);
            await ReviewAsync(dev, $"meanwhile-{wave}-{served++}");
        }
        while (!attacks.IsCompleted);
        await attacks;
    }

    private static IEnumerable<Task> Attacks(Uri host)
    {
        foreach (var path in (string[])[Function, Management])
        {
            yield return EndlessAsync(host, path);
            yield return RefusedAsync(host, Head(host, "POST", path) + "Content-Length: 1073741824\r\n\r\n{", 413);
        }
        yield return RefusedAsync(host, Head(host, "GET", "/health/live") + Headers(10_000) + "\r\n", 431);
        yield return RefusedAsync(host, Head(host, "GET", "/health/live?" + new string('q', 100_000)) + "\r\n", 414);
        foreach (var path in Tricks)
            yield return RefusedAsync(host, Head(host, "GET", path) + "\r\n", 404);
        yield return RefusedAsync(host, Head(host, "GET", "/health/live%00") + "\r\n", 400);
    }

    /// <summary>Says that much more comes, sends a little, and waits.</summary>
    private static async Task<List<RawClient>> StartSlowAsync(Uri host)
    {
        var slow = new List<RawClient>();
        for (var i = 0; i < 10 * EachKind; i++)
        {
            var client = await RawClient.ConnectAsync(host);
            slow.Add(client);
            await client.WriteAsync(Head(host, "POST", i % 2 == 0 ? Function : Management) + "Content-Length: 100000\r\n\r\n{");
        }
        return slow;
    }

    private static async Task EndlessAsync(Uri host, string path)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var client = await RawClient.ConnectAsync(host);
        await client.WriteAsync(Head(host, "POST", path) + "Transfer-Encoding: chunked\r\n\r\n");
        var chunk = Encoding.ASCII.GetBytes("10000\r\n" + new string(' ', 0x10000) + "\r\n");
        long sent = 0;
        try
        {
            for (; sent < EndlessBytes; sent += chunk.Length)
                await client.Stream.WriteAsync(chunk, limit.Token);
        }
        catch (IOException)
        {
            return;     // cut off, as it should be
        }
        Assert.Fail($"{path} took {sent} bytes.");
    }

    private static async Task RefusedAsync(Uri host, string request, int status)
    {
        var answer = await RawClient.AskAsync(host, Encoding.Latin1.GetBytes(request));
        Assert.Contains(answer.Status, (int[])[status, 0]);        // 0: closed so early that the answer was lost on the way
    }

    private static string Head(Uri host, string verb, string path) => $"{verb} {path} HTTP/1.1\r\nHost: {host.Authority}\r\nConnection: close\r\n";

    private static string Headers(int count) => string.Concat(Enumerable.Range(0, count).Select(number => $"X-{number}: v\r\n"));

    private async Task ReviewAsync(DevServer dev, string id)
    {
        Assert.Equal(HttpStatusCode.Accepted, (await dev.ReviewAsync(id, DevServer.Folder(scratch["good"]))).Status);
        await dev.WaitAsync(id, "Completed");
    }
}
