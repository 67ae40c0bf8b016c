using System.Net.ServerSentEvents;
using System.Text.Json;

namespace EndToEnd.Tests;

/// <summary>One entry that a reader saw.</summary>
internal sealed record SeenEntry(long Id, string Event, JsonElement Data);

/// <summary>A reader of one run's stream that comes back after every loss of its connection, with the last id it saw.</summary>
internal sealed class StreamFollower(string run)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>What it saw, in order.</summary>
    public List<SeenEntry> Seen { get; } = [];

    /// <summary>Reads until the connection is lost, or the stream has ended.</summary>
    /// <returns>Whether the stream has ended.</returns>
    public async Task<bool> ReadAsync(Uri server, CancellationToken hungUp)
    {
        try
        {
            return await FollowAsync(server, hungUp);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    public async Task ReadToEndAsync(Uri server)
    {
        using var limit = new CancellationTokenSource(Patience);
        Assert.True(await FollowAsync(server, limit.Token));
    }

    /// <summary>The text of the last answer: its pieces after the last begin.</summary>
    public string LastAnswer() => string.Concat(Seen.Skip(Seen.FindLastIndex(entry => entry.Event == "begin"))
        .Where(entry => entry.Event == "text").Select(entry => entry.Data.GetProperty("text").GetString()));

    private async Task<bool> FollowAsync(Uri server, CancellationToken hungUp)
    {
        using var client = new HttpClient { BaseAddress = server };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/runs/{run}/stream");
        if (Seen.Count > 0)
            request.Headers.Add("Last-Event-ID", $"{Seen[^1].Id}");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, hungUp);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}");
        await using var body = await response.Content.ReadAsStreamAsync(hungUp);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(hungUp))
        {
            if (item.EventType == "ended")
                return true;
            Seen.Add(new SeenEntry(long.Parse(item.EventId!), item.EventType, JsonDocument.Parse(item.Data).RootElement.Clone()));
        }

        return false;
    }
}
