using System.Net;
using Models.TestServer;
using Microsoft.DurableTask.Client;
using Workflows.Activities.Streams;
using Workflows.Contracts.Agents;
using Workflows.Contracts.Streams;

namespace Workflows.Functions.Tests.Agents;

/// <summary>A run's stream: what is in it, and how HTTP gives it from any point on.</summary>
public sealed class StreamTests
{
    private const string Plain = "name: plain\ninstructions: Say.\n";

    [Fact]
    public async Task Stream_OfAnEndedRun_IsGivenFromAnyPointWithoutGapOrDuplicate()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("one two three"));
        await using var app = await AgentApp.StartAsync(server, Plain);
        var run = await app.Host.Client.ScheduleNewOrchestrationInstanceAsync("Agent", new AgentRequest("plain", "Say."));
        await app.EndAsync<AgentAnswer>(run);

        var entries = app.Streams.Read(run, 0).Entries;
        Assert.Equal("one two three", string.Concat(entries.Where(entry => entry.Kind == StreamKind.Text).Select(entry => entry.Text)));
        Assert.Equal(Enumerable.Range(1, entries.Count), entries.Select(entry => (int)entry.Id));
        for (var after = 0; after <= entries.Count; after++)
        {
            var text = await GetAsync(app, run, after);
            Assert.Equal(Enumerable.Range(after + 1, entries.Count - after), IdsOf(text));
            Assert.Contains("event: ended", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Stream_OfAPurgedRun_IsGoneWithIt()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("one"));
        await using var app = await AgentApp.StartAsync(server, Plain);
        var run = await app.Host.Client.ScheduleNewOrchestrationInstanceAsync("Agent", new AgentRequest("plain", "Say."));
        await app.EndAsync<AgentAnswer>(run);
        await app.Host.Client.PurgeInstanceAsync(run);

        using var response = await app.Host.Http.GetAsync($"/api/v1/runs/{run}/stream");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(app.Streams.Runs());
    }

    [Fact]
    public async Task Append_AfterALineThatACrashCutOff_GoesOnWithoutAGap()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("stream-").FullName, "s.jsonl");
        var first = new StreamFile(file, "run", 100_000);
        Assert.True(first.Append(new StreamDraft(StreamKind.Status, "", "a") { Key = "k" }, DateTime.UnixEpoch));
        Assert.True(first.Append(new StreamDraft(StreamKind.Text, "", "b"), DateTime.UnixEpoch));
        await File.AppendAllTextAsync(file, """{"id":3,"at":"20""");

        var second = new StreamFile(file, "run", 100_000);
        Assert.False(second.Append(new StreamDraft(StreamKind.Status, "", "a") { Key = "k" }, DateTime.UnixEpoch));
        Assert.True(second.Append(new StreamDraft(StreamKind.Text, "", "c"), DateTime.UnixEpoch));

        Assert.Equal([(1L, "a"), (2L, "b"), (3L, "c")], StreamFile.Read(file, 0).Entries.Select(entry => (entry.Id, entry.Text)));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public void Append_BeyondTheBound_SaysSoOnceAndStops()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("stream-").FullName, "s.jsonl");
        var stream = new StreamFile(file, "run", 4_000);
        for (var i = 0; i < 100; i++)
            stream.Append(new StreamDraft(StreamKind.Text, "a", new string('x', 100)), DateTime.UnixEpoch);

        var entries = StreamFile.Read(file, 0).Entries;
        Assert.True(new FileInfo(file).Length <= 4_000);
        Assert.Equal(StreamKind.Full, Assert.Single(entries, entry => entry.Kind != StreamKind.Text).Kind);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    private static async Task<string> GetAsync(AgentApp app, string run, int after)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/runs/{run}/stream");
        request.Headers.Add("Last-Event-ID", $"{after}");
        using var response = await app.Host.Http.SendAsync(request);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        return await response.Content.ReadAsStringAsync();
    }

    private static IEnumerable<int> IdsOf(string events) =>
        events.Split('\n').Where(line => line.StartsWith("id: ", StringComparison.Ordinal)).Select(line => int.Parse(line[4..]));
}
