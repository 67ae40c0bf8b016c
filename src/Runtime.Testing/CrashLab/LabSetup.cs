using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Runtime.Engine.Pumps;

namespace Workflows.Testing.CrashLab;

/// <summary>What every life of a simulated process starts with.</summary>
/// <param name="Factory">Makes orchestrators, activities and entities.</param>
/// <param name="Services">Their services.</param>
/// <param name="Worker">Durable Task's worker options.</param>
/// <param name="Options">The engine's limits.</param>
internal sealed record LabSetup(IDurableTaskFactory Factory, IServiceProvider Services, DurableTaskWorkerOptions Worker, EngineOptions Options);
