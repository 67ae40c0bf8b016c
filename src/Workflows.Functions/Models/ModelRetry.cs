using Workflows.Contracts.Models;

namespace Workflows.Functions.Models;

/// <summary>What has been tried for one question.</summary>
/// <param name="Throttled">Times the provider asked to wait.</param>
/// <param name="Trouble">Times there was no answer.</param>
/// <param name="Repairs">Times the model was told what was wrong with its answer.</param>
/// <param name="Interrupted">Times the process died while it was asked.</param>
internal sealed record ModelAttempts(int Throttled = 0, int Trouble = 0, int Repairs = 0, int Interrupted = 0);

/// <summary>What to do after a model call.</summary>
internal abstract record ModelRetryStep
{
    /// <summary>There is an answer, or there will be none.</summary>
    public sealed record Done : ModelRetryStep;

    /// <summary>Ask again after a durable timer.</summary>
    public sealed record Wait(TimeSpan Delay, ModelAttempts Attempts) : ModelRetryStep;

    /// <summary>Ask again at once.</summary>
    public sealed record Again(ModelAttempts Attempts) : ModelRetryStep;

    /// <summary>Ask again at once, and say what was wrong.</summary>
    public sealed record Repair(Malformed Of, ModelAttempts Attempts) : ModelRetryStep;
}

/// <summary>Decides what follows a model call. Pure: a table.</summary>
internal static class ModelRetry
{
    public const int ThrottledMax = 4;
    public const int TroubleMax = 3;
    public const int RepairsMax = 1;
    public const int InterruptedMax = 20;       // a question that ends the process each time it is asked must come to an end itself
    public const int FetchingMax = 20;      // with the waits below a quarter of an hour, in which tens of gigabytes come over a fast line

    /// <summary>Whoever asks for more than two minutes' wait is out of quota, not busy.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2);

    public static ModelRetryStep Next(ModelOutcome outcome, ModelAttempts tried) => outcome switch
    {
        Throttled busy when tried.Throttled < ThrottledMax => new ModelRetryStep.Wait(
            Bounded(busy.RetryAfter ?? Backoff(tried.Throttled)), tried with { Throttled = tried.Throttled + 1 }),
        Unavailable { Cause: "missing" } when tried.Trouble < FetchingMax => new ModelRetryStep.Wait(
            TimeSpan.FromTicks(Math.Min(Backoff(Math.Min(tried.Trouble, 8)).Ticks, TimeSpan.TicksPerMinute)), tried with { Trouble = tried.Trouble + 1 }),
        Unavailable down when tried.Trouble < TroubleMax => new ModelRetryStep.Wait(
            Bounded(down.RetryAfter ?? Backoff(tried.Trouble)), tried with { Trouble = tried.Trouble + 1 }),
        TimedOut when tried.Trouble < TroubleMax => new ModelRetryStep.Wait(
            Backoff(tried.Trouble), tried with { Trouble = tried.Trouble + 1 }),
        Interrupted when tried.Interrupted < InterruptedMax => new ModelRetryStep.Again(tried with { Interrupted = tried.Interrupted + 1 }),
        Malformed wrong when tried.Repairs < RepairsMax => new ModelRetryStep.Repair(wrong, tried with { Repairs = tried.Repairs + 1 }),
        _ => new ModelRetryStep.Done(),
    };

    /// <summary>Whether another model should take over at once. A short wait is cheaper than another model.</summary>
    public static bool IsForAnother(ModelOutcome outcome) => outcome switch
    {
        Throttled busy => busy.RetryAfter is null || busy.RetryAfter > ShortWait,
        Unauthorized or Unavailable or TimedOut or Refused => true,
        InvalidRequest { Cause: "missing" } => true,
        _ => false,
    };

    public static TimeSpan Bounded(TimeSpan asked) =>
        TimeSpan.FromTicks(Math.Clamp(asked.Ticks, TimeSpan.TicksPerSecond, WaitMax.Ticks));

    private static TimeSpan Backoff(int tried) => FirstWait * Math.Pow(2, tried);
}
