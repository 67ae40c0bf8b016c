using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace Runtime.Api.Tests.DurableTask.Entities;

/// <summary>One operation on a state kept as JSON text.</summary>
internal sealed class FakeOperation(FakeState state, string name, string? input = null) : TaskEntityOperation
{
    public override string Name => name;

    public override TaskEntityContext Context { get; } = new FakeEntityContext();

    public override TaskEntityState State => state;

    public override bool HasInput => input is not null;

    public override object? GetInput(Type inputType) => input is null ? null : JsonSerializer.Deserialize(input, inputType);

    private sealed class FakeEntityContext : TaskEntityContext
    {
        public override EntityInstanceId Id { get; } = new("counter", "a");

        public override void SignalEntity(
            EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null) =>
            throw new NotSupportedException();

        public override string ScheduleNewOrchestration(TaskName name, object? input = null, StartOrchestrationOptions? options = null) =>
            "new";
    }
}

internal sealed class FakeState : TaskEntityState
{
    public string? Json { get; set; }

    public override bool HasState => Json is not null;

    public override object? GetState(Type type) => Json is null ? null : JsonSerializer.Deserialize(Json, type);

    public override void SetState(object? state) => Json = state is null ? null : JsonSerializer.Serialize(state);
}
