using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Workflows.Contracts;
using Workflows.Contracts.Models;

namespace Workflows.Functions.Orchestrators;

/// <summary>
/// Brings a model back: probes it, does what its trouble calls for, and probes again; what does not help ends in quarantine. One at a time
/// for each model, with the id <c>recover-MODEL</c>; its steps are its history.
/// </summary>
public static class RecoverOrchestrator
{
    private static readonly TaskOptions Twice = TaskOptions.FromRetryPolicy(new RetryPolicy(2, TimeSpan.FromSeconds(1)));

    /// <summary>Runs the recovery.</summary>
    /// <param name="context">The orchestration; its input is a <see cref="RecoveryRequest"/>.</param>
    [Function("Recover")]
    public static async Task<RecoveryReport> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var model = context.GetInput<RecoveryRequest>()!.Model;
        var done = new List<string>();
        while (true)
        {
            var probe = await context.CallAsync(Steps.ProbeModel, model, Twice);
            if (probe.Healthy)
                return new RecoveryReport(true, [.. done, "it answers"]);
            var step = RecoverySteps.Next(probe, done);
            done.Add(step.Name);
            switch (step)
            {
                case RecoveryStep.Wait wait:
                    await context.CreateTimer(wait.Delay, CancellationToken.None);
                    break;
                case RecoveryStep.Do action:
                    await context.CallAsync(action.Activity, model, Twice);
                    break;
                default:
                    await context.CallAsync(Steps.QuarantineModel, model, Twice);
                    return new RecoveryReport(false, done);
            }
        }
    }
}
