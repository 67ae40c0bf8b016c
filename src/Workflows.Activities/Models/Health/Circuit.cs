using Workflows.Activities.Models.Costs;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Models.Health;

/// <summary>
/// Whether a model may be asked. Failures in a row open it for a while; then it may be tried, and one more failure opens it for twice as long; an
/// answer closes it. A person's matters (a rejected key, no credit) open it at once. It survives a restart. What a provider asks us to wait is kept
/// apart: that is not a failure.
/// </summary>
internal sealed class Circuit(string model, StoredHealth? before, CostLedger? ledger, TimeProvider clock)
{
    private const int FailuresMax = 3;      // one may be chance and two a deployment; three in a row are an outage
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private StoredHealth health = before ?? Well(model);
    private DateTimeOffset lastAsked = clock.GetUtcNow();
    private DateTimeOffset notBefore = DateTimeOffset.MinValue;

    /// <summary>Why it may not be asked; null when it may.</summary>
    public string? Problem => Read(() => health.ProblemAt(clock.GetUtcNow()));

    /// <summary>How long the provider wants to be left alone.</summary>
    public TimeSpan Wait => Read(() => notBefore > clock.GetUtcNow() ? notBefore - clock.GetUtcNow() : TimeSpan.Zero);

    public bool IsQuarantined => Read(() => health.Quarantine is not null);

    public bool IsOpen => Problem is not null;

    /// <summary>Since nobody asked it.</summary>
    public TimeSpan SilentFor => Read(() => clock.GetUtcNow() - lastAsked);

    public void Record(ModelOutcome outcome) => Change(() =>
    {
        lastAsked = clock.GetUtcNow();
        switch (outcome)
        {
            case Answered or Refused:
                notBefore = DateTimeOffset.MinValue;
                return Well(model);
            case Throttled { RetryAfter: { } wait }:
                notBefore = clock.GetUtcNow() + wait;
                return health;
            case Unavailable or TimedOut or Malformed { Cause: not null }:
                return Failed((ModelFailure)outcome);
            case Unauthorized refused:
                return health with { Quarantine = refused.Message, Cause = refused.Cause ?? "" };
            default:
                return health;
        }
    });

    public void Quarantine(string why) => Change(() => health with { Quarantine = why });

    private static StoredHealth Well(string model) => new(model, null, "", 0, 0, DateTimeOffset.MinValue);

    private StoredHealth Failed(ModelFailure failure)
    {
        if (failure is Unavailable { RetryAfter: { } wait })
            notBefore = clock.GetUtcNow() + wait;
        var next = health with { Cause = failure.Cause ?? failure.GetType().Name, Failures = health.Failures + 1 };
        if (next.Failures < FailuresMax)
            return next;
        var pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(next.Openings, 8)));
        return next with { Openings = next.Openings + 1, Until = clock.GetUtcNow() + pause };
    }

    private T Read<T>(Func<T> read)
    {
        lock (gate)
            return read();
    }

    private void Change(Func<StoredHealth> change)
    {
        StoredHealth next;
        bool matters;
        lock (gate)
        {
            next = change();
            matters = next != health && (IsOut(next) || IsOut(health));
            health = next;
        }

        if (matters)
            ledger?.WriteHealth(next, IsOut(next));
    }

    private static bool IsOut(StoredHealth health) => health.Quarantine is not null || health.Openings > 0;
}
