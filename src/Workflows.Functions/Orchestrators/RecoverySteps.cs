using Workflows.Contracts;
using Workflows.Contracts.Models;

namespace Workflows.Functions.Orchestrators;

/// <summary>One step of a recovery.</summary>
internal abstract record RecoveryStep(string Name)
{
    /// <summary>Give it time.</summary>
    public sealed record Wait(TimeSpan Delay) : RecoveryStep("waited");

    /// <summary>Mend something.</summary>
    public sealed record Do(string Name, Activity<string, string> Activity) : RecoveryStep(Name);

    /// <summary>Take it out; a timer probes it again.</summary>
    public sealed record GiveUp() : RecoveryStep("quarantined");
}

/// <summary>What follows a failed probe. Pure: a table, mildest first.</summary>
internal static class RecoverySteps
{
    public const int StepsMax = 10;     // with the waits below about four minutes; who is out for longer is found by the timer

    private const string Client = "restarted the client";
    private const string Service = "restarted the service";
    private const string Pulled = "fetched the model";
    private const int RestartsMax = 3;      // a question may hang a server again as soon as it is up; who hangs by himself does so at once
    private static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(2);

    public static RecoveryStep Next(ModelProbe probe, IReadOnlyList<string> done) => probe.Cause switch
    {
        _ when done.Count >= StepsMax => new RecoveryStep.GiveUp(),
        "key" or "credit" => new RecoveryStep.GiveUp(),
        "missing" when probe.IsLocalService && !done.Contains(Pulled) => new RecoveryStep.Do(Pulled, Steps.PullModel),
        "missing" => new RecoveryStep.GiveUp(),
        "unreachable" or "cutOff" or "garbage" or "timeout" when !done.Contains(Client) => new RecoveryStep.Do(Client, Steps.RestartModelClient),
        "unreachable" or "cutOff" or "garbage" or "timeout" or "serverError" when probe.IsLocalService && !done.Contains(Service) =>
            new RecoveryStep.Do(Service, Steps.RestartModelService),
        "timeout" when probe.IsLocalService && done[^1] != Service && done.Count(step => step == Service) < RestartsMax =>
            new RecoveryStep.Do(Service, Steps.RestartModelService),
        _ => new RecoveryStep.Wait(Bounded(probe.RetryAfter ?? Backoff(done.Count(step => step == "waited")))),
    };

    private static TimeSpan Backoff(int waits) => TimeSpan.FromSeconds(Math.Pow(2, waits));

    private static TimeSpan Bounded(TimeSpan asked) =>
        TimeSpan.FromTicks(Math.Clamp(asked.Ticks, TimeSpan.TicksPerSecond, WaitMax.Ticks));
}
