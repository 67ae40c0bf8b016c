using System.Diagnostics;
using System.Globalization;
using Runtime.Host.Tests.Support;

namespace Runtime.Host.Tests.Http;

/// <summary>Bodies far larger than the memory that a host may take for them go through a real process.</summary>
public sealed class StreamMemoryTests : IDisposable
{
    private const int PieceBytes = 64 * 1024;
    private const int Pieces = 4096;                                    // 256 MiB
    private const long GrowthMax = 96 << 20;                            // far from the size of a body, and far above what garbage adds

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Stream_LargeBodiesBothWays_LeavesMemoryFlat()
    {
        folder.Write("host.json", """{ "version": "2.0", "extensions": { "http": { "maxRequestBodyBytes": 1073741824 } } }""");
        using var process = Start();
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri((await process.StandardOutput.ReadLineAsync(limit.Token))!), Timeout = Patience };
            await SendAllAsync(client, pieces: 64, limit.Token);        // code is compiled, pools are filled
            var before = Peak(process);
            await SendAllAsync(client, Pieces, limit.Token);

            Assert.InRange(Peak(process) - before, 0, GrowthMax);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task SendAllAsync(HttpClient client, int pieces, CancellationToken cancellation)
    {
        foreach (var function in (string[])["TakeHttp", "TakeData"])
        {
            using var content = new PiecewiseContent(pieces, PieceBytes, _ => Task.CompletedTask);
            using var response = await client.PostAsync($"/api/{function}", content, cancellation);
            Assert.Equal(((long)pieces * PieceBytes).ToString(CultureInfo.InvariantCulture), await response.Content.ReadAsStringAsync(cancellation));
        }
        foreach (var function in (string[])["GiveHttp", "GiveData"])
        {
            await using var body = await client.GetStreamAsync($"/api/{function}/{pieces}", cancellation);
            var (buffer, total, count) = (new byte[PieceBytes], 0L, 0);
            while ((count = await body.ReadAsync(buffer, cancellation)) > 0)
                total += count;
            Assert.Equal((long)pieces * PieceBytes, total);
        }
    }

    private static long Peak(Process process)
    {
        process.Refresh();
        return process.PeakWorkingSet64;
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [typeof(StreamHost).Assembly.Location, "stream", folder.Path])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_GCgen0size"] = "0x1000000";           // garbage before a collection: else it depends on the processor's cache
        return Process.Start(start)!;
    }
}
