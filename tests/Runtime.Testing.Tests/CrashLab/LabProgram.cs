using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.DurableTask.Worker;
using Runtime.Engine.Pumps;

namespace Runtime.Testing.Tests.CrashLab;

#pragma warning disable VSTHRD103, CA1849, MA0042 // in an orchestrator Cancel it must be: CancelAsync goes to the thread pool, outside the turn

/// <summary>The orchestrators, activities and the entity of the generated workflows.</summary>
internal static class LabProgram
{
    public const string Tree = "LabTree";
    public const string Collector = "LabCollector";
    public const int FinishMark = -1;

    public static IDurableTaskFactory Create(LabWorld world, TimeProvider clock)
    {
        var registry = new DurableTaskRegistry();
        registry.AddOrchestratorFunc<LabNode, Dictionary<int, int>>(Tree, RunTreeAsync);
        registry.AddOrchestratorFunc<CollectorState, List<int>?>(Collector, CollectAsync);
        registry.AddActivityFunc<Work, int>("work", (context, input) => WorkAsync(world, clock, (DurableActivityContext)context, input));
        registry.AddEntity<LabCounter>("counter");
        return registry.BuildFactory();
    }

    /// <summary>Takes in events "item" until the mark, and begins anew after every few with what it has.</summary>
    private static async Task<List<int>?> CollectAsync(TaskOrchestrationContext context, CollectorState state)
    {
        for (var taken = 0; taken < state.PerExecution; taken++)
        {
            var item = await context.WaitForExternalEvent<int>("item");
            if (item == FinishMark)
                return state.Items;
            var checkedItem = await context.CallActivityAsync<int>("work", new Work($"{context.InstanceId}/{item}", item, 0, 0));
            state.Items.Add(checkedItem);
        }

        context.ContinueAsNew(state);
        return null;
    }

    private static async Task<Dictionary<int, int>> RunTreeAsync(TaskOrchestrationContext context, LabNode root)
    {
        var values = new Dictionary<int, int>();
        await RunAsync(context, root, values);
        return values;
    }

    private static async Task RunAsync(TaskOrchestrationContext context, LabNode node, Dictionary<int, int> values)
    {
        switch (node.Kind)
        {
            case LabKind.Sequence:
                foreach (var kid in node.Kids)
                    await RunAsync(context, kid, values);
                break;
            case LabKind.Parallel:
                await Task.WhenAll(node.Kids.Select(kid => RunAsync(context, kid, values)).ToList());
                break;
            case LabKind.Child or LabKind.FailingChild:
                await RunChildAsync(context, node, values);
                break;
            default:
                values[node.Id] = await ValueAsync(context, node);
                break;
        }
    }

    private static async Task RunChildAsync(TaskOrchestrationContext context, LabNode node, Dictionary<int, int> values)
    {
        try
        {
            // A missing activity fails the child after the rest of it is done.
            var isAddressed = node.A % 2 == 0 || node.WithAll().Any(inner => inner.Kind == LabKind.Event);
            var options = isAddressed ? new SubOrchestrationOptions(instanceId: $"{context.InstanceId}-{node.Id}") : null;
            var input = node.Kind == LabKind.Child ? node.Kids[0] : node.Kids[0] with { Kind = LabKind.Flaky, A = 9, B = -1, Kids = [] };
            foreach (var (id, value) in await context.CallSubOrchestratorAsync<Dictionary<int, int>>(Tree, input, options))
                values[id] = value;
            values[node.Id] = node.Id;
        }
        catch (TaskFailedException)
        {
            values[node.Id] = -1;
        }
    }

    private static Task<int> ValueAsync(TaskOrchestrationContext context, LabNode node) => node.Kind switch
    {
        LabKind.Call => context.CallActivityAsync<int>("work", Input(context, node)),
        LabKind.SlowCall => context.CallActivityAsync<int>("work", Input(context, node) with { Seconds = node.A }),
        LabKind.Flaky => FlakyAsync(context, node),
        LabKind.Timer => TimerAsync(context, node),
        LabKind.Event => context.WaitForExternalEvent<int>($"e{node.Id}"),
        LabKind.EventOrTimer => EventOrTimerAsync(context, node),
        LabKind.CallOrTimer => CallOrTimerAsync(context, node),
        LabKind.Notify => NotifyAsync(context, node),
        LabKind.Signal => SignalAsync(context, node),
        LabKind.EntityCall => EntityCallAsync(context, node),
        LabKind.Lock => LockAsync(context, node),
        _ => StatusAsync(context, node),
    };

    private static Work Input(TaskOrchestrationContext context, LabNode node) => new($"{context.InstanceId}/{node.Id}", node.Id, 0, 0);

    private static async Task<int> FlakyAsync(TaskOrchestrationContext context, LabNode node)
    {
        var input = Input(context, node) with { Failures = node.A };
        if (node.B < 0)
            return await context.CallActivityAsync<int>("work", input);
        try
        {
            return await context.CallActivityAsync<int>("work", input, new TaskOptions(new RetryPolicy(node.B, TimeSpan.FromSeconds(5))));
        }
        catch (TaskFailedException)
        {
            return -1;
        }
    }

    private static async Task<int> TimerAsync(TaskOrchestrationContext context, LabNode node)
    {
        var due = context.CurrentUtcDateTime.AddSeconds(node.A);
        await context.CreateTimer(due, CancellationToken.None);
        return context.CurrentUtcDateTime >= due ? node.Id : -2;
    }

    private static async Task<int> EventOrTimerAsync(TaskOrchestrationContext context, LabNode node)
    {
        using var giveUp = new CancellationTokenSource();
        var answer = context.WaitForExternalEvent<int>($"e{node.Id}");
        var timer = context.CreateTimer(TimeSpan.FromSeconds(node.A), giveUp.Token);
        if (await Task.WhenAny(answer, timer) == timer)
            return -1;
        giveUp.Cancel();
        return await answer;
    }

    private static async Task<int> CallOrTimerAsync(TaskOrchestrationContext context, LabNode node)
    {
        using var giveUp = new CancellationTokenSource();
        var due = context.CurrentUtcDateTime.AddSeconds(node.A);
        var call = context.CallActivityAsync<int>("work", Input(context, node) with { Seconds = node.B * 100 });
        var timer = context.CreateTimer(due, giveUp.Token);
        if (await Task.WhenAny(call, timer) == timer)
            return context.CurrentUtcDateTime >= due ? -1 : -2;
        giveUp.Cancel();
        return await call;
    }

    private static async Task<int> NotifyAsync(TaskOrchestrationContext context, LabNode node)
    {
        context.SendEvent(context.InstanceId, $"n{node.Id}", node.Id);
        return await context.WaitForExternalEvent<int>($"n{node.Id}");
    }

    private static async Task<int> SignalAsync(TaskOrchestrationContext context, LabNode node)
    {
        var at = new DateTimeOffset(context.CurrentUtcDateTime.AddSeconds(node.B), TimeSpan.Zero);
        var options = node.B % 3 == 0 ? new SignalEntityOptions { SignalTime = at } : null;
        await context.Entities.SignalEntityAsync(Counter(node.A), "Add", $"{context.InstanceId}/{node.Id}", options);
        return node.Id;
    }

    private static async Task<int> EntityCallAsync(TaskOrchestrationContext context, LabNode node)
    {
        var count = await context.Entities.CallEntityAsync<int>(Counter(node.A), "Add", $"{context.InstanceId}/{node.Id}");
        return count > 0 ? node.Id : -2;
    }

    /// <summary>Reads and writes two entities with an activity in between: without the lock, increments would be lost.</summary>
    private static async Task<int> LockAsync(TaskOrchestrationContext context, LabNode node)
    {
        if (context.Entities.InCriticalSection())
            return node.Id;
        await using var held = await context.Entities.LockEntitiesAsync(Counter(node.A), Counter(node.B));
        foreach (var id in new[] { Counter(node.A), Counter(node.B) }.Distinct())
        {
            var value = await context.Entities.CallEntityAsync<int>(id, "Read");
            await context.CallActivityAsync<int>("work", Input(context, node) with { Step = $"{context.InstanceId}/{node.Id}/{id}" });
            await context.Entities.CallEntityAsync(id, "Write", value + 1);
        }

        return node.Id;
    }

    private static Task<int> StatusAsync(TaskOrchestrationContext context, LabNode node)
    {
        context.SetCustomStatus(node.Id);
        return Task.FromResult(node.Id);
    }

    public static EntityInstanceId Counter(int number) => new("counter", $"{Math.Abs(number) % 3}");

    private static async Task<int> WorkAsync(LabWorld world, TimeProvider clock, DurableActivityContext context, Work input)
    {
        var attempt = world.AttemptOf(input.Step, context);
        if (input.Seconds > 0)
            await Task.Delay(TimeSpan.FromSeconds(input.Seconds), clock, context.CancellationToken);
        return attempt <= input.Failures ? throw new InvalidOperationException($"attempt {attempt} fails") : input.Value;
    }

    public sealed record Work(string Step, int Value, int Failures, int Seconds);

    public sealed record CollectorState(List<int> Items, int PerExecution);
}
