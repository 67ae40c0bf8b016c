using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker.Middleware;
using Runtime.Engine.History;

namespace Runtime.Engine.Middleware;

/// <summary>An orchestrator with its middlewares around it. They run in the orchestrator's own turns and are replayed with it.</summary>
internal sealed class MiddlewareOrchestrator(ITaskOrchestrator inner, IReadOnlyList<ITaskOrchestrationMiddleware> middlewares, ExecutionStarted started)
    : ITaskOrchestrator
{
    public Type InputType => inner.InputType;

    public Type OutputType => inner.OutputType;

    public async Task<object?> RunAsync(TaskOrchestrationContext context, object? input)
    {
        var invocation = new Invocation(context, inner.InputType, input, started);
        await NextAsync(0, invocation);
        return invocation.Outcome;
    }

    private async Task NextAsync(int index, Invocation invocation)
    {
        if (index < middlewares.Count)
            await middlewares[index].InvokeAsync(invocation, _ => NextAsync(index + 1, invocation));
        else
            invocation.Outcome = await inner.RunAsync(invocation.OrchestrationContext, invocation.Input);
    }

    private sealed class Invocation(TaskOrchestrationContext context, Type inputType, object? input, ExecutionStarted started)
        : TaskOrchestrationMiddlewareContext
    {
        public object? Outcome { get; set; }

        public override TaskName Name => context.Name;

        public override string InstanceId => context.InstanceId;

        public override string Version => context.Version;

        public override ParentOrchestrationInstance? Parent => context.Parent;

        public override IReadOnlyDictionary<string, string>? Tags => started.Tags;

        public override bool IsReplaying => context.IsReplaying;

        public override Type InputType => inputType;

        public override object? Input => input;

        public override string? RawInput => started.Input;

        public override TaskOrchestrationContext OrchestrationContext => context;

        public override IMiddlewareFeatures Features { get; } = new MiddlewareFeatures();

        /// <summary>Never cancelled: an orchestration is not given up, it is resumed.</summary>
        public override CancellationToken CancellationToken => CancellationToken.None;

        public override object? Result => Outcome;
    }
}
