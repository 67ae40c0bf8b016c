using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Quickstarts.HumanInteraction;

/// <summary>Human interaction: waits for a person's answer, and goes on without it when it does not come in time.</summary>
public static class Expenses
{
    [Function("ApproveExpense")]
    public static async Task<string> Run([OrchestrationTrigger] TaskOrchestrationContext context, Expense expense)
    {
        await context.CallActivityAsync("AskManager", expense);
        context.SetCustomStatus("waits for the manager");

        using var timeoutCts = new CancellationTokenSource();
        DateTime dueTime = context.CurrentUtcDateTime.AddMilliseconds(expense.AnswerWithinMs);
        Task durableTimeout = context.CreateTimer(dueTime, timeoutCts.Token);
        Task<bool> approvalEvent = context.WaitForExternalEvent<bool>("ApprovalEvent");

        if (approvalEvent == await Task.WhenAny(approvalEvent, durableTimeout))
        {
            timeoutCts.Cancel();
            return await context.CallActivityAsync<string>("Settle", new Answer(expense.Who, approvalEvent.Result));
        }

        return await context.CallActivityAsync<string>("Escalate", expense.Who);
    }

    [Function("AskManager")]
    public static void AskManager([ActivityTrigger] Expense expense) => Console.Error.WriteLine($"{expense.Who} asks for {expense.Amount}.");

    [Function("Settle")]
    public static string Settle([ActivityTrigger] Answer answer) => $"{answer.Who}: {(answer.Approved ? "paid" : "refused")}";

    [Function("Escalate")]
    public static string Escalate([ActivityTrigger] string who) => $"{who}: escalated";

    [Function("Submit")]
    public static async Task<HttpResponseData> Submit(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "expenses")] HttpRequestData req,
        [DurableClient] DurableTaskClient client)
    {
        var expense = await req.ReadFromJsonAsync<Expense>();
        var id = await client.ScheduleNewOrchestrationInstanceAsync("ApproveExpense", expense);
        return await client.CreateCheckStatusResponseAsync(req, id);
    }

    [Function("RaiseEventToOrchestration")]
    public static async Task<HttpResponseData> Approve(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "expenses/{instanceId}/approve")] HttpRequestData req,
        [DurableClient] DurableTaskClient client,
        string instanceId)
    {
        await client.RaiseEventAsync(instanceId, "ApprovalEvent", true);
        return req.CreateResponse(HttpStatusCode.Accepted);
    }

    public record Expense(string Who, decimal Amount, int AnswerWithinMs = 60_000);

    public record Answer(string Who, bool Approved);
}
