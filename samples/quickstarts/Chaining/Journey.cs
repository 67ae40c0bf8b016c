using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Quickstarts.Chaining;

/// <summary>Function chaining: each step takes what the one before it returned; a step that fails leads to what makes up for the earlier ones.</summary>
public static class Journey
{
    [Function(nameof(Journey))]
    public static async Task<string> RunOrchestrator([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ILogger logger = context.CreateReplaySafeLogger(nameof(Journey));
        var traveller = context.GetInput<string>() ?? throw new ArgumentException("Who travels?");
        var retry = TaskOptions.FromRetryPolicy(new RetryPolicy(maxNumberOfAttempts: 2, firstRetryInterval: TimeSpan.FromMilliseconds(10)));
        logger.LogInformation("{Traveller} sets out.", traveller);

        var seat = await context.CallActivityAsync<string>(nameof(BookTrain), traveller);
        try
        {
            var room = await context.CallActivityAsync<string>(nameof(BookHotel), seat, retry);
            return await context.CallActivityAsync<string>(nameof(WriteTicket), room);
        }
        catch (TaskFailedException error) when (error.FailureDetails.IsCausedBy<InvalidOperationException>())
        {
            return await context.CallActivityAsync<string>(nameof(CancelTrain), seat);
        }
    }

    [Function(nameof(BookTrain))]
    public static string BookTrain([ActivityTrigger] string traveller, FunctionContext executionContext)
    {
        executionContext.GetLogger(nameof(BookTrain)).LogInformation("A seat for {Traveller}.", traveller);
        return $"{traveller}, seat 12";
    }

    [Function(nameof(BookHotel))]
    public static string BookHotel([ActivityTrigger] string seat) =>
        seat.StartsWith("Nobody", StringComparison.Ordinal) ? throw new InvalidOperationException("The hotel is full.") : $"{seat}, room 7";

    [Function(nameof(WriteTicket))]
    public static Task<string> WriteTicket([ActivityTrigger] string room) => Task.FromResult($"Ticket: {room}");

    [Function(nameof(CancelTrain))]
    public static string CancelTrain([ActivityTrigger] string seat) => $"Cancelled: {seat}";

    [Function("Journey_HttpStart")]
    public static async Task<HttpResponseData> HttpStart(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post")] HttpRequestData req,
        [DurableClient] DurableTaskClient client,
        FunctionContext executionContext)
    {
        ILogger logger = executionContext.GetLogger("Journey_HttpStart");
        var traveller = req.Query["traveller"] ?? "Ada";
        string instanceId = await client.ScheduleNewOrchestrationInstanceAsync(nameof(Journey), traveller);
        logger.LogInformation("Started orchestration with ID = '{InstanceId}'.", instanceId);
        return await client.CreateCheckStatusResponseAsync(req, instanceId);
    }
}
