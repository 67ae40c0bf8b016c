using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Runtime.Engine.Pumps;
using Runtime.Engine.Store;

namespace Workflows.Testing.CrashLab;

/// <summary>One life of the simulated process: an engine, its work, and its view of the hub. Its thread is the simulation's.</summary>
#pragma warning disable CA1001 // its hub is a view of the store: it is killed with the life, and closes nothing
internal sealed class LabLife
#pragma warning restore CA1001
{
    private readonly LabQueue queue = new();
    private readonly LabHub hub;

    public LabLife(ITaskHub store, LabSetup setup, ManualClock clock, LabLedger ledger, bool keepsNotes)
    {
        hub = new LabHub(store, ledger, keepsNotes);
        var parked = new ParkedLog(ledger);
        var settings = new EngineSettings(setup.Options, clock, parked)
        {
            Schedule = queue.Add,
            ActivityBegins = activity =>
            {
                clock.BeginActivity();
                ledger.Begins(activity.IdempotencyKey, activity.Name.Name);
            },
        };
        Engine = new DurableEngine(hub, setup.Factory, setup.Services, setup.Worker, settings);
    }

    public DurableEngine Engine { get; }

    public bool IsDead { get; private set; }

    /// <summary>Whether something can happen without time passing.</summary>
    public bool HasWork => queue.Count + hub.Waiting + hub.Unanswered > 0;

    public void Start() => Engine.Start();

    /// <summary>One thing happens: a piece of work runs, a commit is stored, or a stored one is answered.</summary>
    public void Step(Random chance)
    {
        var (work, waiting, unanswered) = (queue.Count, hub.Waiting, hub.Unanswered);
        var choice = chance.Next(work + (waiting > 0 ? 1 : 0) + unanswered);
        if (choice < work)
            queue.RunOne(choice);
        else if (choice < work + unanswered)
            hub.AnswerOne(choice - work);
        else
            hub.StoreNext();
    }

    public bool WaitForWork(TimeSpan atMost) => queue.WaitForWork(atMost);

    /// <summary>The process is gone: nothing of it happens any more, and nobody is told.</summary>
    public void Kill()
    {
        IsDead = true;
        queue.Kill();
        hub.Kill();
    }

    /// <summary>The engine reports runs that it holds back; in the lab nobody changes code, so each is a violation.</summary>
    private sealed class ParkedLog(LabLedger ledger) : ILoggerFactory, ILogger
    {
        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The lab keeps its own log.");

        public ILogger CreateLogger(string categoryName) => categoryName == "Workflows.Runtime" ? this : NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Error)
                ledger.Add($"{formatter(state, exception)} {exception?.Message}");
        }

        public void Dispose()
        {
            // nothing is held
        }
    }
}
