using Workflows.Contracts.Models;

namespace Workflows.Activities.Models.Health;

/// <summary>
/// Whether a model may be asked. Failures in a row open it for a while that doubles; then one call may try; an answer closes it. A person's
/// matters (a rejected key, no credit) open it at once. What a provider asks us to wait is kept apart: that is not a failure.
/// </summary>
internal sealed class Circuit(TimeProvider clock)
{
    private const int FailuresMax = 3;      // one may be chance and two a deployment; three in a row are an outage
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private int failures;
    private int openings;
    private DateTimeOffset closedAgain = DateTimeOffset.MinValue;
    private DateTimeOffset notBefore = DateTimeOffset.MinValue;
    private string? quarantine;
    private string cause = "";

    /// <summary>Why it may not be asked; null when it may.</summary>
    public string? Problem
    {
        get
        {
            lock (gate)
            {
                if (quarantine is not null)
                    return $"quarantined: {quarantine}";
                return clock.GetUtcNow() < closedAgain ? $"out after {failures} failures in a row ({cause})" : null;
            }
        }
    }

    /// <summary>How long the provider wants to be left alone.</summary>
    public TimeSpan Wait
    {
        get
        {
            lock (gate)
                return notBefore > clock.GetUtcNow() ? notBefore - clock.GetUtcNow() : TimeSpan.Zero;
        }
    }

    public bool IsOpen => Problem is not null;

    public void Record(ModelOutcome outcome)
    {
        lock (gate)
        {
            switch (outcome)
            {
                case Answered or Refused:
                    Close();
                    break;
                case Throttled { RetryAfter: { } wait }:
                    notBefore = clock.GetUtcNow() + wait;
                    break;
                case Unavailable or TimedOut or Malformed { Cause: not null }:
                    Fail((ModelFailure)outcome);
                    break;
                case Unauthorized refused:
                    quarantine = refused.Message;
                    cause = refused.Cause ?? "";
                    break;
            }
        }
    }

    public void Quarantine(string why)
    {
        lock (gate)
            quarantine = why;
    }

    public void Release()
    {
        lock (gate)
            Close();
    }

    private void Fail(ModelFailure failure)
    {
        cause = failure.Cause ?? failure.GetType().Name;
        if (failure is Unavailable { RetryAfter: { } wait })
            notBefore = clock.GetUtcNow() + wait;
        if (++failures < FailuresMax)
            return;
        var pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(openings, 8)));
        openings++;
        closedAgain = clock.GetUtcNow() + pause;
    }

    private void Close()
    {
        (failures, openings, quarantine, cause) = (0, 0, null, "");
        closedAgain = notBefore = DateTimeOffset.MinValue;
    }
}
