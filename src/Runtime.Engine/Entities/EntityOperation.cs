using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Runtime.Engine.History;

namespace Runtime.Engine.Entities;

/// <summary>One operation as entity code sees it. What it changes and sends counts only when it returns.</summary>
internal sealed class EntityOperation(EntityOperationRequested request, EntityOperationContext context, string? state, DataConverter converter)
    : TaskEntityOperation
{
    private readonly StateSlot slot = new(state, converter);

    public override string Name => request.Operation;

    public override TaskEntityContext Context => context;

    public override TaskEntityState State => slot;

    public override bool HasInput => request.Input is not null;

    /// <summary>The state after the operation, serialised.</summary>
    public string? StateAfter => slot.Data;

    public override object? GetInput(Type inputType) => request.Input is null ? null : converter.Deserialize(request.Input, inputType);

    private sealed class StateSlot(string? data, DataConverter converter) : TaskEntityState
    {
        public string? Data { get; private set; } = data;

        public override bool HasState => Data is not null;

        public override object? GetState(Type type) => Data is null ? null : converter.Deserialize(Data, type);

        public override void SetState(object? state) => Data = state is null ? null : converter.Serialize(state);
    }
}
