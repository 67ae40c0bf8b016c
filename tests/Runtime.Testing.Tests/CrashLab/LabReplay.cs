using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Engine.History;
using Runtime.Engine.Replay;
using Runtime.Engine.Store;

namespace Runtime.Testing.Tests.CrashLab;

/// <summary>Replays a stored run from its first turn.</summary>
internal static class LabReplay
{
    /// <exception cref="NonDeterminismException">The code decides something else than the history has.</exception>
    public static void Run(OrchestrationEnvironment environment, IDurableTaskFactory factory, RunRow run, IEnumerable<byte[]> chunks)
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        OrchestrationExecution? execution = null;
        foreach (var chunk in chunks)
        {
            var turn = HistoryCodec.Decode(chunk);
            if (!HistoryCodec.Encode(turn).SequenceEqual(chunk))
                throw new InvalidDataException($"Turn {execution?.Turns ?? 0} does not encode to what it was.");
            execution ??= new OrchestrationExecution(
                environment, run.Id, turn.Received.OfType<ExecutionStarted>().First(), Code(factory, run.Name, services));
            execution.Replay(turn);
        }
    }

    private static ITaskOrchestrator? Code(IDurableTaskFactory factory, string name, IServiceProvider services) =>
        factory.TryCreateOrchestrator(new TaskName(name), services, out var code) ? code : null;
}
