using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Workflows.Contracts.Streams;

namespace Workflows.Cli.Hubs;

/// <summary>Reads the stream from a server, and goes on where it was when the connection breaks.</summary>
internal sealed class RemoteStream(RunApiClient client, string run) : StreamSource
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private const int BrokenMax = 30;           // half a minute: as long as a server takes to start again

    public override async IAsyncEnumerable<StreamEntry> ReadAsync(long after, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (last, broken) = (after, 0);
        while (true)
        {
            await using var events = OpenAsync(last, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await MoveAsync(events))
            {
                broken = 0;
                if (events.Current is not { } entry)
                    yield break;
                last = entry.Id;
                yield return entry;
            }

            if (!follow || ++broken > BrokenMax)
                throw new CliException(ExitCode.Hub, $"The server no longer answers; go on later with --after {last}.");
            await Task.Delay(Pause, cancellationToken);
        }
    }

    public override void Dispose() => client.Dispose();

    private static async Task<bool> MoveAsync(IAsyncEnumerator<StreamEntry?> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception error) when (error is IOException or HttpRequestException or CliException { ExitCode: ExitCode.Hub })
        {
            return false;
        }
    }

    /// <summary>The entries of one connection; null says that the run has ended.</summary>
    private async IAsyncEnumerable<StreamEntry?> OpenAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await client.OpenStreamAsync($"/api/v1/runs/{Uri.EscapeDataString(run)}/stream?after={after}", cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(cancellationToken))
        {
            yield return item.EventType == "ended" ? null : JsonSerializer.Deserialize<StreamEntry>(item.Data, JsonSerializerOptions.Web);
            if (item.EventType == "ended")
                yield break;
        }
    }
}
