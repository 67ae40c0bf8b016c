using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Runtime.TaskHub.Contract;

namespace Runtime.TaskHub.Tests.Surface.Entities;

/// <summary>An entity whose state is what was written into it, in order.</summary>
public sealed class Ledger : TaskEntity<List<string>>
{
    public static EntityInstanceId Id(string key) => new("ledger", key);

    public int Add(string line)
    {
        State.Add(line);
        return State.Count;
    }

    public async Task<int> AddLater(string line)
    {
        await Task.Yield();
        return Add(line);
    }

    public int Count() => State.Count;

    public string Whole() => string.Join(',', State);

    public void AddThenThrow(string line)
    {
        State.Add(line);
        Context.SignalEntity(Id("other"), nameof(Add), "from a failed operation");
        throw new InvalidOperationException("ledger is torn", new FormatException("inner"));
    }

    public void Forward(string key) => Context.SignalEntity(Id(key), nameof(Add), $"from {Context.Id.Key}");

    public void ForwardAt(Schedule schedule) =>
        Context.SignalEntity(Id(schedule.Key), nameof(Add), "later", new SignalEntityOptions { SignalTime = schedule.At });

    public string Start(string orchestrator) => Context.ScheduleNewOrchestration(orchestrator, Context.Id.Key);

    public void Clear() => State = null!;

    public sealed record Schedule(string Key, DateTimeOffset At);
}

/// <summary>An entity made of a function.</summary>
public sealed class DelegateEntity(Func<TaskEntityOperation, ValueTask<object?>> run) : ITaskEntity
{
    public ValueTask<object?> RunAsync(TaskEntityOperation operation) => run(operation);
}

/// <summary>Shorthand for tests with ledgers.</summary>
internal static class LedgerExtensions
{
    public static async Task<string?> ReadLedgerAsync(this DurableApp app, string key)
    {
        var found = await app.Client.Entities.GetEntityAsync<List<string>>(Ledger.Id(key));
        return found is null ? null : string.Join(',', found.State);
    }

    public static Task SignalAsync(this DurableApp app, string key, string line) =>
        app.Client.Entities.SignalEntityAsync(Ledger.Id(key), nameof(Ledger.Add), line);

    /// <summary>Returns when every message sent to the entity before has been worked off.</summary>
    public static Task<int> SettleAsync(this DurableApp app, string key) => app.RunAsync<int>("Count", key)!;

    /// <summary>Registers the ledger and an orchestrator that asks one for its size.</summary>
    public static void AddLedger(this DurableTaskRegistry tasks)
    {
        tasks.AddEntity<Ledger>();
        tasks.AddOrchestratorFunc<string, int>("Count", (context, key) => context.Entities.CallEntityAsync<int>(Ledger.Id(key!), "count"));
    }
}
