using System.Collections.Concurrent;
using System.Text.Json;
using Models.TestServer;

namespace EndToEnd.Tests;

/// <summary>
/// kill -9 of agents at work, at random moments: tools and the model tell what they were asked, and a reader follows the stream over all kills.
/// </summary>
public sealed class AgentRandomCrashTests : IDisposable
{
    private const int Steps = 10;
    private const int CallsOfStep = 2;

    private readonly ScratchFolder scratch = new();
    private readonly Chance chance = new();
    private readonly ConcurrentQueue<int> asked = new();

    public AgentRandomCrashTests() => scratch.Write("agents/clerk.yaml",
        "name: clerk\ninstructions: Note what you are told.\ntools: [note_once, note_plain]\nlimits: { steps: 30, toolCalls: 60, parallelTools: 2 }\n");

    public void Dispose() => scratch.Dispose();

    [Fact]
    public Task Agent_KilledAtRandom_CallsEachToolOnceAndStreamsWithoutAGap() => chance.TellAsync(async () =>
    {
        await using var model = await ModelServer.StartAsync(Reply);
        var stream = new StreamFollower("clerk-1");
        await KillManyAsync(model, stream, Chance.Kills(8));

        using (var app = await TestApp.StartAsync(scratch, Settings(model)))
        {
            var end = await app.EndAsync("clerk-1");
            Assert.Equal("All is noted.", end.GetProperty("Text").GetString());
            Assert.Equal(Steps * CallsOfStep, end.GetProperty("ToolCalls").GetInt32());
            await stream.ReadToEndAsync(app.Address);
        }

        CheckTools(ToolResults(model.Requests[^1]));
        CheckModel(model.Requests.Count);
        CheckStream(stream);
    });

    /// <summary>Starts the app, and ends it somewhere in its work; each time it has got on by a little, or has not.</summary>
    private async Task KillManyAsync(ModelServer model, StreamFollower stream, int kills)
    {
        for (var kill = 0; kill < kills; kill++)
        {
            using var app = await TestApp.StartAsync(scratch, Settings(model));
            if (kill == 0)
                await app.RunAsync("agent", "clerk-1", new { agent = "clerk", task = "Note." });
            using var hungUp = new CancellationTokenSource();
            var reading = stream.ReadAsync(app.Address, hungUp.Token);
            var until = asked.Count + chance.Next(3);
            for (var waited = 0; asked.Count < until && waited < 100; waited++)
                await Task.Delay(10);
            await Task.Delay(chance.Next(120));
            app.Process.Kill();
            await hungUp.CancelAsync();
            await reading;
        }
    }

    /// <summary>Asks for the calls of the next step, each with its own delays. The same step is asked for in the same words, however often.</summary>
    private ModelReply Reply(ModelRequest request)
    {
        var step = ToolResults(request).Count / CallsOfStep;
        asked.Enqueue(step);
        if (step == Steps)
            return ModelReply.Text("All is noted.");
        var wishes = Enumerable.Range(0, CallsOfStep).Select(place => new ToolWish(
            $"call{step}-{place}", place == 0 ? "note_once" : "note_plain",
            JsonSerializer.Serialize(new { text = $"{(place == 0 ? "once" : "plain")} {step}.", before = 7 * step % 40, after = 11 * step % 50 }))).ToArray();
        return ModelReply.Tools(wishes).After(Task.Delay(chance.Next(40)));
    }

    /// <summary>
    /// What the tools' own file says. A call with a key is noted once. One without is never made again: it is noted once, or its agent was told that
    /// nobody knows whether it was.
    /// </summary>
    private void CheckTools(List<string> results)
    {
        var noted = File.ReadAllLines(scratch["notes.txt"]).Select(line => line.Split('\t')[1]).ToList();
        Assert.Equal(noted.Count, noted.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Steps * CallsOfStep, results.Count);
        for (var step = 0; step < Steps; step++)
        {
            Assert.Contains($"once {step}.", noted);
            Assert.Contains($"once {step}.", results[step * CallsOfStep], StringComparison.Ordinal);
            var plain = results[(step * CallsOfStep) + 1];
            if (plain.Contains("[Interrupted]", StringComparison.Ordinal))
                continue;
            Assert.Contains($"plain {step}.", plain, StringComparison.Ordinal);
            Assert.Contains($"plain {step}.", noted);
        }
    }

    /// <summary>A step is asked for again only while its answer is not there yet: never after the next one was asked for, and once for each kill.</summary>
    private void CheckModel(int requests)
    {
        var steps = asked.ToList();
        Assert.Equal(requests, steps.Count);
        Assert.Equal(steps.Order(), steps);
        Assert.Equal(Enumerable.Range(0, Steps + 1), steps.Distinct());
        Assert.InRange(requests, Steps + 1, Steps + 1 + Chance.Kills(8));
    }

    private static void CheckStream(StreamFollower stream)
    {
        Assert.Equal(Enumerable.Range(1, stream.Seen.Count).Select(id => (long)id), stream.Seen.Select(entry => entry.Id));
        foreach (var kind in new[] { "toolcall", "toolresult" })
        {
            var keys = stream.Seen.Where(entry => entry.Event == kind).Select(entry => entry.Data.GetProperty("key").GetString()).ToList();
            Assert.Equal(Steps * CallsOfStep, keys.Count);
            Assert.Equal(keys.Count, keys.Distinct(StringComparer.Ordinal).Count());
        }

        Assert.Equal("All is noted.", stream.LastAnswer());
    }

    private Dictionary<string, string> Settings(ModelServer model) => new()
    {
        ["Models__Default"] = $"compatible:test@{model.Address}/v1",
        ["Agents__Folder"] = scratch["agents"],
        ["Tools__Allow__0"] = "note_once",
        ["Tools__Allow__1"] = "note_plain",
        ["Tools__DataFolder"] = scratch["hub/tools"],
        ["Notes"] = scratch["notes.txt"],
    };

    private static List<string> ToolResults(ModelRequest request) =>
        [.. request.Messages.Where(message => message.GetProperty("role").GetString() == "tool").Select(message => message.GetRawText())];
}
