using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace EngineProbe;

/// <summary>Orchestrators whose outcome shows how an engine behaves. Both engines must give the same.</summary>
public static class Semantics
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);

    [Function(nameof(ProbeOrder))]
    public static async Task<string> ProbeOrder([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var squares = await Task.WhenAll(Enumerable.Range(1, 20).Select(n => context.CallActivityAsync<int>(nameof(ProbeSquare), n)));
        // Made from the time as well, so that only their number can be compared.
        var ids = new[] { context.NewGuid(), context.NewGuid() };
        context.SetCustomStatus(new { done = squares.Length });
        return $"{string.Join(',', squares)} {context.InstanceId} {context.Name.Name} {ids.Distinct().Count()}";
    }

    [Function(nameof(ProbeFailure))]
    public static async Task<string> ProbeFailure([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var seen = new List<string>();
        try
        {
            await context.CallActivityAsync(nameof(ProbeThrow), "activity");
        }
        catch (TaskFailedException failure)
        {
            var details = failure.FailureDetails;
            seen.Add($"{failure.TaskName} {Failures.Describe(details)} {details.IsCausedBy<InvalidOperationException>()} {details.IsCausedBy<FormatException>()}");
        }

        try
        {
            await context.CallSubOrchestratorAsync(nameof(ProbeThrowing), "child");
        }
        catch (TaskFailedException failure)
        {
            seen.Add($"{failure.TaskName} {Failures.Describe(failure.FailureDetails)}");
        }

        return string.Join(" | ", seen);
    }

    [Function(nameof(ProbeThrowing))]
    public static async Task ProbeThrowing([OrchestrationTrigger] TaskOrchestrationContext context, string who)
    {
        await context.CreateTimer(Soon, CancellationToken.None);
        throw new InvalidOperationException($"thrown by {who}", new FormatException("inside"));
    }

    [Function(nameof(ProbeRetry))]
    public static async Task<string> ProbeRetry([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var policy = TaskOptions.FromRetryPolicy(new RetryPolicy(3, Soon));
        var (asked, failed) = (0, "");
        var handler = TaskOptions.FromRetryHandler(retry =>
        {
            asked++;
            return retry.LastAttemptNumber < 2;
        });
        try
        {
            await context.CallActivityAsync(nameof(ProbeThrow), "always", policy);
        }
        catch (TaskFailedException failure)
        {
            failed = failure.FailureDetails.ErrorMessage;
        }

        try
        {
            await context.CallActivityAsync(nameof(ProbeThrow), "again", handler);
        }
        catch (TaskFailedException failure)
        {
            failed += " " + failure.FailureDetails.ErrorMessage;
        }

        return $"{failed} handler {asked > 0}";
    }

    [Function(nameof(ProbeFamily))]
    public static async Task<string> ProbeFamily([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var answer = context.WaitForExternalEvent<string>("answer");
        var child = await context.CallSubOrchestratorAsync<string>(nameof(ProbeChild), context.InstanceId, new SubOrchestrationOptions(instanceId: "probe-child"));
        return $"{child} / {await answer} / {context.Parent is null}";
    }

    [Function(nameof(ProbeChild))]
    public static string ProbeChild([OrchestrationTrigger] TaskOrchestrationContext context, string parent)
    {
        context.SendEvent(parent, "answer", "from the child");
        return $"{context.InstanceId} of {context.Parent?.InstanceId} ({context.Parent?.Name.Name})";
    }

    [Function(nameof(ProbeTime))]
    public static async Task<string> ProbeTime([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var started = context.CurrentUtcDateTime;
        var late = "no";
        try
        {
            await context.WaitForExternalEvent<string>("never", Soon);
        }
        catch (TaskCanceledException)
        {
            late = "cancelled";
        }

        using var stop = new CancellationTokenSource();
        var timer = context.CreateTimer(TimeSpan.FromHours(1), stop.Token);
        var first = await Task.WhenAny(timer, context.CallActivityAsync<int>(nameof(ProbeSquare), 3));
#pragma warning disable CA1849, MA0042, VSTHRD103      // CancelAsync goes to another thread, where no orchestrator may be
        stop.Cancel();
#pragma warning restore CA1849, MA0042, VSTHRD103
        return $"{late} {first == timer} {context.CurrentUtcDateTime - started >= Soon} {context.CurrentUtcDateTime.Kind}";
    }

    [Function(nameof(ProbeAgain))]
    public static async Task<string> ProbeAgain([OrchestrationTrigger] TaskOrchestrationContext context, int round)
    {
        var square = await context.CallActivityAsync<int>(nameof(ProbeSquare), round);
        context.SetCustomStatus($"round {round}");
        if (round >= 4)
            return $"{round} {square} {context.InstanceId}";
        context.ContinueAsNew(round + 1);
        return "unseen";
    }

    [Function(nameof(ProbeSquare))]
    public static int ProbeSquare([ActivityTrigger] int number) => number * number;

    [Function(nameof(ProbeThrow))]
    public static int ProbeThrow([ActivityTrigger] string who) => throw new InvalidOperationException($"thrown by {who}", new FormatException("inside"));
}
