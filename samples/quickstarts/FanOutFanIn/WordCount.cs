using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Quickstarts.FanOutFanIn;

/// <summary>Fan-out and fan-in: one activity for each text at the same time, and their results put together.</summary>
public class WordCount
{
    [Function("CountWords")]
    public static async Task<int> RunOrchestrator([OrchestrationTrigger] TaskOrchestrationContext context, string[] folder)
    {
        string[] texts = await context.CallActivityAsync<string[]>("ListTexts", folder);

        var counts = new List<Task<int>>();
        foreach (string text in texts)
        {
            counts.Add(context.CallActivityAsync<int>("CountOne", text));
        }

        int[] done = await Task.WhenAll(counts);
        context.SetCustomStatus(new { texts = done.Length });
        return done.Sum();
    }

    [Function("ListTexts")]
    public string[] ListTexts([ActivityTrigger] string[] folder) => [.. folder.Where(text => text.Length > 0)];

    [Function("CountOne")]
    public async Task<int> CountOne([ActivityTrigger] string text, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
    }

    [Function("CountWords_Start")]
    public async Task<HttpResponseData> Start(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "count")] HttpRequestData req,
        [DurableClient] DurableTaskClient client)
    {
        var texts = await req.ReadFromJsonAsync<string[]>();
        if (texts is null or [])
        {
            var refused = req.CreateResponse(HttpStatusCode.BadRequest);
            await refused.WriteStringAsync("Send a JSON array of texts.");
            return refused;
        }

        var id = await client.ScheduleNewOrchestrationInstanceAsync("CountWords", texts);
        return client.CreateCheckStatusResponse(req, id);
    }
}
