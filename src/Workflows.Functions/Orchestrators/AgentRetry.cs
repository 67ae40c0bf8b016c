using Workflows.Contracts.Review;

namespace Workflows.Functions.Orchestrators;

/// <summary>What has been tried for one question.</summary>
/// <param name="Throttled">Times the provider asked to wait.</param>
/// <param name="Trouble">Times there was no answer.</param>
/// <param name="Repairs">Times the agent was told what was wrong with its answer.</param>
internal sealed record AgentAttempts(int Throttled = 0, int Trouble = 0, int Repairs = 0);

/// <summary>What to do after a model call.</summary>
internal abstract record RetryStep
{
    /// <summary>Take the reply.</summary>
    public sealed record Done(AgentReply Reply) : RetryStep;

    /// <summary>Ask again after a durable timer.</summary>
    public sealed record Wait(TimeSpan Delay, AgentAttempts Attempts) : RetryStep;

    /// <summary>Ask again at once, and say what was wrong.</summary>
    public sealed record Repair(string Problem, AgentAttempts Attempts) : RetryStep;

    /// <summary>Give up; the report names it. <paramref name="BlockModel"/>: no further call of this model can succeed.</summary>
    public sealed record Fail(string Why, string Cure, bool BlockModel) : RetryStep;
}

/// <summary>Decides what follows a model call. Pure: a table.</summary>
internal static class AgentRetry
{
    public const int ThrottledMax = 4;
    public const int TroubleMax = 3;
    public const int RepairsMax = 1;

    /// <summary>Whoever asks for more than two minutes' wait is out of quota, not busy.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2);

    public static RetryStep Next(AgentResult result, AgentAttempts tried) => result.Outcome switch
    {
        AgentOutcome.Answered when result.Reply is { } reply => new RetryStep.Done(reply),
        AgentOutcome.Throttled when tried.Throttled < ThrottledMax =>
            new RetryStep.Wait(Bounded(result.RetryAfter ?? Backoff(tried.Throttled)), tried with { Throttled = tried.Throttled + 1 }),
        AgentOutcome.TimedOut or AgentOutcome.Unavailable when tried.Trouble < TroubleMax =>
            new RetryStep.Wait(Bounded(result.RetryAfter ?? Backoff(tried.Trouble)), tried with { Trouble = tried.Trouble + 1 }),
        AgentOutcome.Malformed when tried.Repairs < RepairsMax =>
            new RetryStep.Repair(result.Problem, tried with { Repairs = tried.Repairs + 1 }),
        _ => new RetryStep.Fail(WithTries(result, tried), result.Cure, result.Outcome == AgentOutcome.Unauthorized),
    };

    private static TimeSpan Backoff(int tried) => FirstWait * Math.Pow(2, tried);

    private static TimeSpan Bounded(TimeSpan asked) =>
        TimeSpan.FromTicks(Math.Clamp(asked.Ticks, TimeSpan.TicksPerSecond, WaitMax.Ticks));

    private static string WithTries(AgentResult result, AgentAttempts tried)
    {
        var calls = 1 + tried.Throttled + tried.Trouble + tried.Repairs;
        return calls == 1 ? result.Problem : $"{result.Problem} ({calls} calls)";
    }
}
