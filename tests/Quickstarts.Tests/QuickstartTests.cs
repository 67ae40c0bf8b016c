using System.Net;
using System.Text.Json;

namespace Quickstarts.Tests;

public sealed class QuickstartTests
{
    [Fact]
    public async Task Chaining_EveryStep_TakesTheResultBefore()
    {
        await using var app = await QuickstartApp.StartAsync("Chaining");
        var journey = await app.StartRunAsync("/api/Journey_HttpStart?traveller=Grace");
        Assert.Equal("Ticket: Grace, seat 12, room 7", (await app.OutputOfAsync(journey)).GetString());
        var broken = await app.StartRunAsync("/api/Journey_HttpStart?traveller=Nobody");
        Assert.Equal("Cancelled: Nobody, seat 12", (await app.OutputOfAsync(broken)).GetString());
    }

    [Fact]
    public async Task FanOut_ManyTexts_AreCountedTogether()
    {
        await using var app = await QuickstartApp.StartAsync("FanOutFanIn");
        var texts = Enumerable.Range(1, 60).Select(count => string.Join(' ', Enumerable.Repeat("word", count))).Append("");
        var started = await app.StartRunAsync("/api/count", JsonSerializer.Serialize(texts));
        Assert.Equal(60 * 61 / 2, (await app.OutputOfAsync(started)).GetInt32());
        Assert.Equal(60, (await app.UntilAsync(started, _ => true)).GetProperty("customStatus").GetProperty("texts").GetInt32());
        using var refused = await app.PostAsync("/api/count", "[]");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task AsyncHttp_StartAndPoll_GiveTheResult()
    {
        await using var app = await QuickstartApp.StartAsync("AsyncHttpApi");
        const string order = """{ "item": "chair", "count": 4 }""";
        var started = await app.StartRunAsync("/api/orchestrators/Assemble", order);
        var receipt = await app.OutputOfAsync(started);
        Assert.Equal(("chair", 10m), (receipt.GetProperty("Item").GetString(), receipt.GetProperty("Price").GetDecimal()));

        using var waited = await app.PostAsync("/api/orchestrators/Assemble/wait", order);
        Assert.Contains("chair", (await app.JsonAsync(waited, HttpStatusCode.OK)).ToString(), StringComparison.Ordinal);

        using var job = await app.Client.GetAsync($"/api/jobs/{started.GetProperty("id").GetString()}");
        var seen = await app.JsonAsync(job, HttpStatusCode.OK);
        Assert.Equal(("Completed", 4), (seen.GetProperty("status").GetString(), seen.GetProperty("order").GetProperty("count").GetInt32()));
        using var none = await app.Client.GetAsync("/api/jobs/nobody");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);

        using var purged = await app.Client.DeleteAsync(started.GetProperty("purgeHistoryDeleteUri").GetString());
        Assert.Equal(HttpStatusCode.OK, purged.StatusCode);
    }

    [Fact]
    public async Task Monitor_ConditionComesTrue_EndsTheWatch()
    {
        await using var app = await QuickstartApp.StartAsync("Monitor");
        var watch = await app.StartRunAsync("/api/watch", """{ "item": "tea", "everyMs": 50, "watchSeconds": 600 }""");
        await app.UntilAsync(watch, status => status.GetProperty("customStatus") is { ValueKind: JsonValueKind.Object } seen && seen.GetProperty("looks").GetInt32() >= 2);
        using var delivered = await app.Client.PutAsync("/api/stock/tea/3", content: null);
        Assert.Equal(HttpStatusCode.NoContent, delivered.StatusCode);
        Assert.StartsWith("in stock after", (await app.OutputOfAsync(watch)).GetString(), StringComparison.Ordinal);

        var vain = await app.StartRunAsync("/api/watch", """{ "item": "salt", "everyMs": 100, "watchSeconds": 1 }""");
        Assert.Equal("gave up", (await app.OutputOfAsync(vain)).GetString());
    }

    [Theory]
    [InlineData("function", "Ada: paid")]
    [InlineData("true", "Ada: paid")]
    [InlineData("false", "Ada: refused")]
    [InlineData("nothing", "Ada: escalated")]
    public async Task HumanInteraction_AnswerOrNone_Decides(string answer, string expected)
    {
        await using var app = await QuickstartApp.StartAsync("HumanInteraction");
        var within = answer == "nothing" ? 100 : 600_000;
        var started = await app.StartRunAsync("/api/expenses", $$"""{ "who": "Ada", "amount": 12.5, "answerWithinMs": {{within}} }""");
        if (answer == "function")
        {
            using var approved = await app.PostAsync($"/api/expenses/{started.GetProperty("id").GetString()}/approve");
            Assert.Equal(HttpStatusCode.Accepted, approved.StatusCode);
        }
        else if (answer != "nothing")
        {
            var send = started.GetProperty("sendEventPostUri").GetString()!.Replace("{eventName}", "ApprovalEvent", StringComparison.Ordinal);
            using var raised = await app.PostAsync(send, answer);
            Assert.Equal(HttpStatusCode.Accepted, raised.StatusCode);
        }

        Assert.Equal(expected, (await app.OutputOfAsync(started)).GetString());
    }

    [Fact]
    public async Task Counter_SignalsOfThreeKinds_AreAddedUpAndMovedUnderALock()
    {
        await using var app = await QuickstartApp.StartAsync("Counter");
        foreach (var kind in (string[])["Counter", "StateCounter", "FunctionCounter"])
        {
            foreach (var amount in (int[])[3, 4])
            {
                using var added = await app.PostAsync($"/api/{kind}/a/add/{amount}");
                Assert.Equal(HttpStatusCode.Accepted, added.StatusCode);
            }
        }

        await EntityAsync(app, "Counter", "a", state => state.GetInt32() == 7);
        await EntityAsync(app, "StateCounter", "a", state => state.GetProperty("value").GetInt32() == 7);
        await EntityAsync(app, "FunctionCounter", "a", state => state.GetInt32() == 7);

        var moved = await app.StartRunAsync("/api/move/a/a/5");
        Assert.True((await app.OutputOfAsync(moved)).GetBoolean());
        var refused = await app.StartRunAsync("/api/move/a/a/5");
        Assert.False((await app.OutputOfAsync(refused)).GetBoolean());
        Assert.Equal("2", await app.Client.GetStringAsync("/api/Counter/a"));
        await EntityAsync(app, "FunctionCounter", "a", state => state.GetInt32() == 12);
        using var unknown = await app.Client.GetAsync("/api/Counter/nobody");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    /// <summary>Reads an entity through the management API until its state is so.</summary>
    private static async Task EntityAsync(QuickstartApp app, string name, string key, Func<JsonElement, bool> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            using var answer = await app.Client.GetAsync($"/runtime/webhooks/durabletask/entities/{name}/{key}", limit.Token);
            if (answer.StatusCode == HttpStatusCode.OK && isSo(await app.JsonAsync(answer, HttpStatusCode.OK)))
                return;
            await Task.Delay(20, limit.Token);
        }
    }
}
