using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Runtime.Engine.Entities;
using Runtime.Engine.History;
using Runtime.Engine.Limits;
using Runtime.Engine.Replay;
using Runtime.Engine.Store;

namespace Runtime.Engine.Pumps;

/// <summary>
/// The durable engine: runs orchestrations over a task hub. Mail for a run leads to a turn, a turn to one commit, and only what is on disk is
/// acted upon: activities start, messages leave and callers are answered after the commit.
/// </summary>
public sealed partial class DurableEngine : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, LiveRun> runs = new();
    private readonly RunWaiters waiters = new();
    private readonly EngineContext context;
    private readonly EngineOptions options;
    private readonly TurnPlanner planner;
    private readonly EntityPlanner entities;
    private readonly RunLoader loader;
    private readonly TurnPump turns;
    private readonly ActivityPump activities;
    private readonly EntityPump entityPump;
    private readonly RestingRuns resting;
    private readonly WakeSchedule wakes;
    private readonly NotedOutcomes notes;
    private readonly ILogger log;
    private volatile bool stopped = true;

    /// <summary>An engine that has not started.</summary>
    /// <param name="hub">Where runs are stored; the engine does not dispose it.</param>
    /// <param name="factory">Makes orchestrators and activities.</param>
    /// <param name="services">Services for them and for the engine's log.</param>
    /// <param name="worker">Durable Task's worker options.</param>
    /// <param name="settings">The engine's own limits, and its clock.</param>
    public DurableEngine(ITaskHub hub, IDurableTaskFactory factory, IServiceProvider services, DurableTaskWorkerOptions worker, EngineSettings settings)
    {
        var environment = new OrchestrationEnvironment(worker.DataConverter, worker.MaximumTimerInterval, settings.Loggers)
        {
            DefaultVersion = worker.Versioning?.DefaultVersion ?? "",
            EntitiesEnabled = worker.EnableEntitySupport,
            Versions = new VersionGate(worker.Versioning),
            ExceptionProperties = services.GetService<IExceptionPropertiesProvider>() is { } properties ? properties.GetExceptionProperties : null,
            Properties = services.GetService<OrchestrationProperties>(),
        };
        options = settings.Options;
        log = settings.Loggers.CreateLogger("Workflows.Runtime");
        context = new EngineContext(hub, factory, services, settings.Clock, environment)
        {
            NeedsTurn = id => Post(id, Mail.WakeUp),
            ActivityBegins = settings.ActivityBegins,
            Middleware = settings.Middleware,
            Log = new WorkerLog(settings.Loggers, oneCategory: worker.Logging.UseLegacyCategories),
#pragma warning disable CS0618 // The filter is marked experimental for users, not for us.
            Filter = new WorkFilter(settings.Filters, worker.OrchestrationFilter),
#pragma warning restore CS0618
        };
        planner = new TurnPlanner(context);
        entities = new EntityPlanner(context);
        loader = new RunLoader(context);
        turns = new TurnPump(options.TurnsMax, TurnAsync, settings.Schedule);
        entityPump = new EntityPump(options.EntitiesMax, settings.Schedule);
        activities = new ActivityPump(options.ActivitiesMax, settings.Clock, settings.Schedule);
        activities.SetLimits(ActivityLimitModel.Of(settings.Limits));
        resting = new RestingRuns(options.RestingRunsMax, options.RestingBytesMax, Forget);
        notes = new NotedOutcomes(hub);
        wakes = new WakeSchedule(hub, settings.Clock, id => Post(id, Mail.TimerDue), () => turns.UnderWay);
    }

    /// <summary>The hub this engine runs on.</summary>
    public ITaskHub Hub => context.Hub;

    /// <summary>Activities that run now.</summary>
    public int ActiveActivities => activities.Active;

    /// <summary>Runs that are in memory now.</summary>
    public int RunsInMemory => runs.Count;

    /// <summary>
    /// Starts: unfinished runs go on, messages on their way arrive, timers count again, unless <see cref="EngineOptions.CarriesOn"/> says no.
    /// </summary>
    public void Start()
    {
        stopped = false;
        ShowGauges();
        if (!options.CarriesOn)
            return;
        notes.Read();
        foreach (var message in Hub.ReadMessages())
            Deliver(message);
        wakes.Start();
    }

    /// <summary>Stops: no activity starts any more; results of running ones are stored for a while, the rest is left to the next start.</summary>
    /// <returns>A task that ends when nothing of the engine runs.</returns>
    public async Task StopAsync()
    {
        if (stopped)
            return;
        wakes.Dispose();
        HideGauges();
        await activities.StopAsync(options.StopWait);
        stopped = true;
        await Task.WhenAny(turns.IdleAsync(), Task.Delay(options.StopWait, context.Clock));      // an entity's code may hang
    }

    /// <summary>Starts a run.</summary>
    /// <param name="instanceId">Its id.</param>
    /// <param name="started">What it starts with.</param>
    /// <param name="blocking">Statuses of an older run of that id that forbid the start; null forbids it while that run has not finished.</param>
    /// <param name="idIsFresh">The id was generated for this start.</param>
    /// <returns>Accepted once the start is on disk, or AlreadyExists.</returns>
    internal Task<CommandResult> StartRunAsync(
        string instanceId, ExecutionStarted started, IReadOnlyCollection<Microsoft.DurableTask.Client.OrchestrationRuntimeStatus>? blocking, bool idIsFresh) =>
        CommandAsync(instanceId, new Mail(started) { Reply = new Reply(), Rule = new StartRule(blocking, idIsFresh) });

    /// <summary>Sends an event, a termination, a suspension or a resumption to a run.</summary>
    /// <param name="instanceId">The run.</param>
    /// <param name="item">What it receives.</param>
    /// <returns>Accepted once it is on disk, or why nothing was changed.</returns>
    public Task<CommandResult> SendAsync(string instanceId, HistoryEvent item) => CommandAsync(instanceId, new Mail(item) { Reply = new Reply() });

    /// <summary>Sends an event without a reply to a run or an entity, also to one that does not exist yet.</summary>
    /// <param name="target">Where it goes.</param>
    /// <param name="item">What is received.</param>
    /// <returns>A task that ends when the message is on disk.</returns>
    internal async Task PostMessageAsync(string target, HistoryEvent item)
    {
        ObjectDisposedException.ThrowIf(stopped, this);
        var message = new Message(context.NextNumber(), target, ForExecution: 0, item);
        await Hub.CommitAsync(new HubCommit { Sent = [message] });
        Deliver(message);
    }

    /// <summary>Removes a finished run with its history.</summary>
    /// <param name="instanceId">The run.</param>
    /// <returns>Accepted once it is gone from the disk, NotFound or NotFinished.</returns>
    public Task<CommandResult> PurgeAsync(string instanceId) => CommandAsync(instanceId, new Mail(null) { Purges = true, Reply = new Reply() });

    /// <summary>Takes a failed run back to before its failure: failed tasks are tried again, finished results stay.</summary>
    /// <param name="instanceId">The run.</param>
    /// <param name="reason">Why; kept in the history.</param>
    /// <returns>Accepted once the edited history is on disk, NotFound, NotFailed or HoldsLock.</returns>
    public Task<CommandResult> RewindAsync(string instanceId, string? reason) =>
        CommandAsync(instanceId, new Mail(new RewindRequested(reason, NextTaskId: 0)) { Reply = new Reply() });

    /// <summary>Finds a run as it is on disk.</summary>
    /// <param name="instanceId">Its id.</param>
    /// <returns>The row; null when there is none.</returns>
    public RunRow? Find(string instanceId) => runs.TryGetValue(instanceId, out var run) && run.Row is { } row ? row : Hub.Find(instanceId);

    /// <summary>Why a run is held back although it could go on: its code does not fit its history, or its history cannot be read.</summary>
    /// <param name="instanceId">The run.</param>
    /// <returns>The reason; null when it is not held back.</returns>
    public string? ParkedBecause(string instanceId) => runs.TryGetValue(instanceId, out var run) ? run.Parked : null;

    /// <summary>Waits until a run satisfies a condition; also for a run that does not exist yet.</summary>
    /// <param name="instanceId">The run.</param>
    /// <param name="until">The condition.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The row that satisfied it.</returns>
    public Task<RunRow> WaitAsync(string instanceId, Func<RunRow, bool> until, CancellationToken cancellationToken) =>
        waiters.WaitAsync(instanceId, until, Find, cancellationToken);

    /// <summary>Stops the engine.</summary>
    /// <returns>A task that ends when nothing of the engine runs.</returns>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        activities.Dispose();
    }

    private Task<CommandResult> CommandAsync(string instanceId, Mail mail)
    {
        ObjectDisposedException.ThrowIf(stopped, this);
        Post(instanceId, mail);
        return mail.Reply!.Task;
    }

    private void Deliver(Message message)
    {
        if (!options.CarriesOn)
            return;
        Post(message.Target, new Mail(message.Event)
        {
            MessageNumber = message.Number,
            ForExecution = message.ForExecution,
            Rule = message.Event is ExecutionStarted ? StartRule.Child : null,
        });
    }

    private void Post(string instanceId, Mail mail)
    {
        while (true)
        {
            var run = runs.GetOrAdd(instanceId, static id => new LiveRun(id));
            if (run.TryPost(mail, out var schedules))
            {
                if (schedules)
                    turns.Enqueue(run);
                return;
            }

            runs.TryRemove(new KeyValuePair<string, LiveRun>(instanceId, run));
        }
    }

    /// <summary>
    /// A result goes to the very object that called: when it is retired, its execution has finished and nobody waits. After a stop the hub may be
    /// another engine's, and the call is made again.
    /// </summary>
    private void PostResult(LiveRun run, Mail mail)
    {
        if (stopped)
            return;
        if (!run.TryPost(mail, out var schedules))
            Forget(mail);
        else if (schedules)
            turns.Enqueue(run);
    }

    private async Task TurnAsync(LiveRun run)
    {
        if (run.Place is not null)
            resting.Remove(run);
        var mail = run.TakeMail();
        run.Armed.Fired(mail);
        try
        {
            try
            {
                await TakeTurnAsync(run, mail);
            }
            catch (Exception error) when (run.Parked is null && mail.Any(static item => item.Event is TerminateRequested))
            {
                Park(run, error);
                await TakeTurnAsync(run, mail);
            }
        }
        catch (Exception error)
        {
            Park(run, error);
            Refuse(run, mail);
        }

        Rest(run);
    }

    private async Task TakeTurnAsync(LiveRun run, IReadOnlyList<Mail> mail)
    {
        var began = EngineMetrics.TurnBegins();
        var plan = run.Parked is { } reason ? PlanParked(run, mail, reason)
            : run.IsEntity ? await PlanEntityAsync(run, mail)
            : context.Filter.AsksOrchestrations ? await PlanFilteredAsync(run, mail)
            : PlanRun(run, mail);
        EngineMetrics.TurnEnded(began);
        if (plan.Commit is null || await CommitAsync(plan.Commit))
            Release(run, plan);
        else
            Collided(run, plan);
        for (var i = 0; i < mail.Count; i++)
            Forget(mail[i]);
    }

    private void Forget(Mail mail)
    {
        if (mail.Note != 0)
            Hub.Forget(mail.Note);
    }

    private PlannedTurn PlanRun(LiveRun run, IReadOnlyList<Mail> mail)
    {
        if (!run.IsLoaded && !BeginsFresh(mail))
            Load(run, mail);
        return planner.Plan(run, mail);
    }

    /// <summary>Entity code may take its time; it must not hold up the turns of orchestrations.</summary>
    private Task<PlannedTurn> PlanEntityAsync(LiveRun run, IReadOnlyList<Mail> mail) => entityPump.RunAsync(() =>
    {
        if (run.Entity is null)
            loader.LoadEntity(run);
        return entities.PlanAsync(run, mail);
    });

    private static bool BeginsFresh(IReadOnlyList<Mail> mail) => mail[0].Rule is { IdIsFresh: true };

    /// <summary>
    /// Brings the run back; of its open activities, those whose result is among the mail need not run again, and none does when the mail ends the run.
    /// </summary>
    private void Load(LiveRun run, IReadOnlyList<Mail> mail)
    {
        var open = loader.Load(run);
        var noted = run.Row is { } row ? notes.Take(row, open) : [];
        var ends = mail.Any(static item => item.Event is TerminateRequested);
        foreach (var activity in open)
        {
            if (noted.FirstOrDefault(note => Rewinding.TaskOf(note.Outcome) == activity.TaskId) is { } note)
                PostResult(run, new Mail(note.Outcome) { ForExecution = note.Execution, Note = note.Number });
            else if (!ends && !mail.Any(item => IsResult(item, activity)))
                StartActivity(run, activity);
        }

        if (run.Execution is not null)
            Arm(run, run.Row!);

        bool IsResult(Mail item, ActivityScheduled of) =>
            item.ForExecution == run.Row!.Execution && item.Event is { } answer && Rewinding.TaskOf(answer) == of.TaskId;
    }

    /// <summary>The commit is on disk: what it decided may now be seen.</summary>
    private void Release(LiveRun run, PlannedTurn plan)
    {
        if (plan.Commit is null)
        {
            if (run.Row is { IsFinished: false } unchanged)
                Arm(run, unchanged);        // the clock went back after it woke the run
            return;
        }

        run.Row = plan.Row;
        Log(run, plan);
        if (plan is { Continues: false, Row: { } armed })
            Arm(run, armed);                // before anybody can hear of the turn: who hears of it may move a manual clock
        foreach (var work in plan.Abandoned)
            work.Cancel();
        foreach (var activity in plan.Activities)
            StartActivity(run, activity);
        foreach (var message in stopped ? [] : plan.Sent)
            Deliver(message);
        foreach (var reply in plan.Accepted)
            reply.TrySetResult(CommandResult.Accepted);
        if (plan.Row is not { } row)
            return;
        if (plan.Continues && !stopped && options.CarriesOn)
            Post(run.Id, Mail.WakeUp);
        waiters.Notify(row);
    }

    /// <summary>A run with open activities is stored to be woken at once after a restart; its timers count all the same.</summary>
    private void Arm(LiveRun run, RunRow row)
    {
        var at = run.Execution is { } execution ? execution.NextWake?.Ticks : row.WakeAt;
        if (options.CarriesOn && at is > 0 && run.Armed.Add(at.Value))
            wakes.Set(run.Id, at.Value, isStored: row.WakeAt == at);
    }

    /// <summary>An activity that the worker's filters do not take stays open in the history; a worker that takes it starts it when it loads the run.</summary>
    private void StartActivity(LiveRun run, ActivityScheduled call)
    {
        if (!options.CarriesOn || !context.Filter.Takes(call))
            return;
        var work = new ActivityWork(context, activities, run, call, PostResult);
        (run.Activities ??= []).Add(call.TaskId, work);
        activities.Enqueue(work);
    }

    /// <summary>A generated id was not unique after all. Nothing is stored; the run is forgotten.</summary>
    private static void Collided(LiveRun run, PlannedTurn plan)
    {
        run.Execution = null;
        run.IsLoaded = false;
        foreach (var reply in plan.Accepted)
            reply.TrySetResult(CommandResult.AlreadyExists);
    }

    private void Rest(LiveRun run)
    {
        var ended = run.Parked is null && (run.IsEntity ? run.Row is null : run.Execution is null || run.Row is { IsFinished: true });
        if (ended && run.Scope is { } scope)
        {
            run.Scope = null;
            run.Execution = null;
            scope.Release();
        }

        if (run.Rest(retire: ended))
            turns.Enqueue(run);
        else if (ended)
            runs.TryRemove(new KeyValuePair<string, LiveRun>(run.Id, run));
        else if (run.ActivitiesInFlight == 0 && run.Parked is null)
            resting.Add(run);
    }

    private void Forget(LiveRun run)
    {
        runs.TryRemove(new KeyValuePair<string, LiveRun>(run.Id, run));
        if (run.Scope is { } scope)
            scope.Release();
    }
}
