using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Runtime.Engine.History;
using Runtime.Engine.Replay;

namespace Runtime.Engine.Tests.Support;

/// <summary>One execution driven by hand: a test gives it turns and looks at its decisions. There is no hub.</summary>
internal sealed class Live
{
    public static readonly DateTime Start = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    private readonly ITaskOrchestrator code;
    private readonly OrchestrationEnvironment environment;
    private readonly ExecutionStarted started;

    public Live(Func<TaskOrchestrationContext, Task<object?>> body, TimeSpan? timerIntervalMax = null)
    {
        var registry = new DurableTaskRegistry().AddOrchestratorFunc<object?>("Code", body);
        code = registry.GetOrchestrators().Single().Value(new ServiceCollection().BuildServiceProvider());
        environment = new OrchestrationEnvironment(JsonDataConverter.Default, timerIntervalMax ?? TimeSpan.FromDays(3), NullLoggerFactory.Instance);
        started = new ExecutionStarted("Code", "", null);
        Execution = Fresh(code);
    }

    public OrchestrationExecution Execution { get; }

    public List<Turn> Turns { get; } = [];

    public DateTime Now { get; set; } = Start;

    /// <summary>Ends when the execution asks for a turn of its own accord.</summary>
    public TaskCompletionSource TurnAsked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string? Output => (Execution.Outcome as ExecutionCompleted)?.Output;

    public TaskFailureDetails? Failure => (Execution.Outcome as ExecutionFailed)?.Failure;

    /// <summary>Runs the first turn.</summary>
    public static Live Begin(Func<TaskOrchestrationContext, Task<object?>> body, TimeSpan? timerIntervalMax = null)
    {
        var live = new Live(body, timerIntervalMax);
        live.Turn(live.started);
        return live;
    }

    /// <summary>Runs a turn with the timers that are due and what arrived.</summary>
    public IReadOnlyList<HistoryEvent> Turn(params HistoryEvent[] arrived)
    {
        var turn = Execution.Run(Now, [.. Execution.DueTimers(Now), .. arrived]);
        Turns.Add(turn);
        return turn.Decided;
    }

    public IReadOnlyList<HistoryEvent> TurnAt(DateTime at)
    {
        Now = at;
        return Turn();
    }

    /// <summary>Replays the turns so far, as they come from the store, with this code or another.</summary>
    public OrchestrationExecution Replay(Live? other = null)
    {
        var execution = Fresh((other ?? this).code);
        foreach (var turn in Turns)
            execution.Replay(HistoryCodec.Decode(HistoryCodec.Encode(turn)));
        return execution;
    }

    private OrchestrationExecution Fresh(ITaskOrchestrator orchestrator) => new(environment, "order-1", started, orchestrator, () => TurnAsked.TrySetResult());
}
