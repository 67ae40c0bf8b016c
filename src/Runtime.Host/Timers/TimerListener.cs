using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Runtime.Host.Discovery;
using Runtime.Host.Invocation;
using Runtime.Host.Logging;
using Runtime.Host.Triggers;

namespace Runtime.Host.Timers;

/// <summary>Runs a timer function when it is due, one run at a time; what comes due meanwhile waits and is run once.</summary>
internal sealed class TimerListener : TriggerLoop, IManualTrigger
{
    private static readonly TimeSpan ShortestMonitored = TimeSpan.FromMinutes(1);       // as Functions: below, a missed run is not worth a file

    private readonly FunctionEntry entry;
    private readonly TimerFunctionTrigger trigger;
    private readonly TriggerInvoker invoker;
    private readonly TimerOptions options;
    private readonly SemaphoreSlim oneRun = new(1);
    private readonly bool monitored;
    private TimerPlan plan;

    public TimerListener(FunctionEntry entry, TriggerInvoker invoker, TimerOptions options, TimeProvider clock, ILogger logger)
        : base(entry.Model.Name, clock, logger)
    {
        this.entry = entry;
        this.invoker = invoker;
        this.options = options;
        trigger = (TimerFunctionTrigger)entry.Model.Trigger;
        plan = TimerPlan.Begin(trigger.Schedule, clock.GetUtcNow());
        monitored = trigger.UseMonitor && trigger.Schedule.Next(plan.Mark) is { } first
            && (trigger.Schedule.Next(first) is not { } second || second - first >= ShortestMonitored);
    }

    private TimerSchedule Schedule => trigger.Schedule;

    public async Task RunByHandAsync(string? input)
    {
        await oneRun.WaitAsync();
        try
        {
            await invoker.InvokeAsync(entry, new TimerEvent(Info(isPastDue: false), "called by hand"));
        }
        finally
        {
            oneRun.Release();
        }
    }

    protected override async Task ListenAsync(CancellationToken accepting)
    {
        var now = Clock.GetUtcNow();
        var stored = monitored ? options.Store.Read(Function) : null;
        plan = stored is null ? TimerPlan.Begin(Schedule, now) : TimerPlan.Resume(Schedule, stored, now);
        Store(now);
        Listening();
        if (trigger.RunOnStartup || plan.IsDue(now))
            await RunAsync(missed: plan.IsDue(now), accepting);
        while (plan.Next is not null)
        {
            await WaitAsync(accepting);
            await RunAsync(missed: false, accepting);
        }
        Logger.ScheduleOver(Function, Schedule.Text);
        await DelayAsync(Timeout.InfiniteTimeSpan, accepting);
    }

    // The wall clock can be set while a timer counts, so a long wait looks at it again and again.
    private async Task WaitAsync(CancellationToken accepting)
    {
        while (true)
        {
            accepting.ThrowIfCancellationRequested();
            var now = Clock.GetUtcNow();
            plan = plan.At(Schedule, now);
            if (plan.Next is not { } due || due <= now)
                return;
            await DelayAsync(due - now < options.LookAtClock ? due - now : options.LookAtClock, accepting);
        }
    }

    private async Task RunAsync(bool missed, CancellationToken accepting)
    {
        await oneRun.WaitAsync(accepting);
        try
        {
            var began = Clock.GetUtcNow();
            var after = plan.Ran(Schedule, began);
            var late = missed || plan.IsPastDue(began);
            var reason = late ? "it was past due" : plan.IsDue(began) ? "its time had come" : "the host started";
            await invoker.InvokeAsync(entry, new TimerEvent(Info(late, after.Next), reason), (time, _) => DelayAsync(time, accepting));
            plan = after;
            Store(Clock.GetUtcNow());
        }
        finally
        {
            oneRun.Release();
        }
    }

    private TimerInfo Info(bool isPastDue, DateTimeOffset? next = null) => new()
    {
        IsPastDue = isPastDue,
        ScheduleStatus = !monitored ? null : new ScheduleStatus
        {
            Last = plan.Last?.UtcDateTime ?? default,
            Next = (next ?? plan.Next)?.UtcDateTime ?? default,
            LastUpdated = plan.Mark.UtcDateTime,
        },
    };

    private void Store(DateTimeOffset now)
    {
        if (monitored)
            options.Store.Write(Function, new StoredSchedule(Schedule.Identity, plan.Last, plan.Next, now));
    }
}
