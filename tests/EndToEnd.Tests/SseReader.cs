using System.Net.ServerSentEvents;

namespace EndToEnd.Tests;

/// <summary>Reads a run's stream as a browser does: with the last id it saw.</summary>
internal static class SseReader
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Reads on until an event is the one to stop at, and hangs up.</summary>
    /// <param name="server">Where.</param>
    /// <param name="run">Which run.</param>
    /// <param name="seen">What was seen before; grows. The event that says the end has the id -1.</param>
    /// <param name="stop">Where to hang up.</param>
    public static async Task ReadAsync(Uri server, string run, List<(long Id, string Event)> seen, Func<(long Id, string Event), bool> stop)
    {
        using var client = new HttpClient { BaseAddress = server };
        using var limit = new CancellationTokenSource(Patience);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/runs/{run}/stream");
        if (seen.Count > 0)
            request.Headers.Add("Last-Event-ID", $"{seen[^1].Id}");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}");
        await using var body = await response.Content.ReadAsStreamAsync(limit.Token);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(limit.Token))
        {
            var entry = (item.EventType == "ended" ? -1 : long.Parse(item.EventId!), item.EventType);
            seen.Add(entry);
            if (stop(entry))
                return;
        }

        Assert.Fail("The stream ended before its end was told.");
    }
}
