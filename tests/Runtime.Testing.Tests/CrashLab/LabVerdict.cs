using System.Text.Json;
using Microsoft.DurableTask.Client;
using Runtime.Engine.History;
using Runtime.Engine.Store;
using Workflows.Testing.CrashLab;

namespace Runtime.Testing.Tests.CrashLab;

/// <summary>Compares what is stored at the end of a story with the model.</summary>
internal static class LabVerdict
{
    public static IEnumerable<string> Find(LabPlan plan, Simulation simulation, IReadOnlySet<string> mayBeTerminated)
    {
        var hub = simulation.Hub;
        var runs = hub.Query(new RunQuery { Limit = 10_000 }).Runs;
        return Leftovers(hub, runs)
            .Concat(plan.Roots.SelectMany((root, i) => Root(hub, $"run{i}", root, mayBeTerminated)))
            .Concat(Collector(plan, hub))
            .Concat(Counters(plan, hub, runs, mayBeTerminated));
    }

    private static IEnumerable<string> Leftovers(ITaskHub hub, IReadOnlyList<RunRow> runs) =>
        runs.Where(run => !run.IsFinished).Select(run => $"Run '{run.Id}' ({run.Name}) is left {run.Status}, wakes at {run.WakeAt}.")
            .Concat(hub.ReadMessages().Select(message => $"A message to '{message.Target}' is left: {message.Event.Kind}."));

    private static IEnumerable<string> Root(ITaskHub hub, string id, LabNode root, IReadOnlySet<string> mayBeTerminated)
    {
        if (hub.Find(id) is not { } run)
            return [$"Run '{id}' was accepted and is not there."];
        if (run.Status == OrchestrationRuntimeStatus.Terminated)
            return mayBeTerminated.Contains(id) ? [] : [$"Run '{id}' was terminated, and nobody asked for it."];
        return Outcome(hub, run) is ExecutionCompleted { Output: { } output }
            ? LabModel.Check(root, JsonSerializer.Deserialize<Dictionary<int, int>>(output)!).Select(error => $"Run '{id}': {error}.")
            : [$"Run '{id}' ended {run.Status}: {(Outcome(hub, run) as ExecutionFailed)?.Failure.ErrorMessage}."];
    }

    /// <summary>Every event that was accepted was taken in; one whose answer was lost was sent again and may be there twice.</summary>
    private static IEnumerable<string> Collector(LabPlan plan, ITaskHub hub)
    {
        if (plan.Items == 0)
            yield break;
        if (hub.Find("collector") is not { } run || Outcome(hub, run) is not ExecutionCompleted { Output: { } output })
        {
            yield return "The collector has not completed.";
            yield break;
        }

        var items = JsonSerializer.Deserialize<List<int>>(output)!;
        if (plan.Deaths.Count == 0 && !items.SequenceEqual(Enumerable.Range(1, plan.Items)))
            yield return $"The collector has [{string.Join(", ", items)}].";
        foreach (var missing in plan.Deaths.Count == 0 ? [] : Enumerable.Range(1, plan.Items).Except(items))
            yield return $"Event {missing} to the collector was lost; it has [{string.Join(", ", items)}].";
    }

    private static IEnumerable<string> Counters(LabPlan plan, ITaskHub hub, IReadOnlyList<RunRow> runs, IReadOnlySet<string> mayBeTerminated)
    {
        var exact = mayBeTerminated.Count == 0;
        var adds = plan.Roots.SelectMany((root, i) => LabModel.Adds($"run{i}", root)).ToLookup(add => add.Counter, add => add.Name);
        var increments = plan.Roots.SelectMany(LabModel.Increments).ToLookup(counter => counter);
        foreach (var counter in new[] { "0", "1", "2" })
        {
            var entity = hub.Find(LabProgram.Counter(int.Parse(counter)).ToString());
            var snapshot = entity is null ? null : HistoryCodec.Decode(hub.ReadEnds(entity.Number)!.Value.Last).Received.OfType<EntitySnapshot>().Single();
            if (snapshot is { LockedBy: { } owner })
                yield return $"Counter {counter} is locked by '{owner.InstanceId}' for ever.";
            if (snapshot is { Waiting.Count: > 0 })
                yield return $"Counter {counter} has {snapshot.Waiting.Count} requests that wait.";
            var memory = snapshot?.State is { } state ? JsonSerializer.Deserialize<LabCounter.Memory>(state)! : new LabCounter.Memory();
            var names = memory.Added.Select(name => name[(name.LastIndexOf('/') + 1)..]).ToList();
            if (names.Distinct().Count() != names.Count)
                yield return $"Counter {counter} counted twice: {string.Join(" ", memory.Added)}.";
            if (exact && !names.Order().SequenceEqual(adds[counter].Order()))
                yield return $"Counter {counter} has [{string.Join(" ", names.Order())}], not [{string.Join(" ", adds[counter].Order())}].";
            if (exact && memory.Number != increments[counter].Count())
                yield return $"Counter {counter} was incremented to {memory.Number}, not {increments[counter].Count()}.";
        }
    }

    private static HistoryEvent? Outcome(ITaskHub hub, RunRow run) =>
        hub.ReadEnds(run.Number) is { } ends && HistoryCodec.Decode(ends.Last).Decided is [.., var last] ? last : null;
}
