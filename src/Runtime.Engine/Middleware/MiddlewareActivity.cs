using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker.Middleware;
using Runtime.Engine.Pumps;

namespace Runtime.Engine.Middleware;

/// <summary>An activity with its middlewares around it.</summary>
internal sealed class MiddlewareActivity(
    ITaskActivity inner, IReadOnlyList<ITaskActivityMiddleware> middlewares, IServiceProvider services, string? rawInput) : ITaskActivity
{
    public Type InputType => inner.InputType;

    public Type OutputType => inner.OutputType;

    public async Task<object?> RunAsync(TaskActivityContext context, object? input)
    {
        var invocation = new Invocation((DurableActivityContext)context, inner.InputType, input, services, rawInput);
        await NextAsync(0, invocation);
        return invocation.Result;
    }

    private async Task NextAsync(int index, Invocation invocation)
    {
        if (index < middlewares.Count)
            await middlewares[index].InvokeAsync(invocation, _ => NextAsync(index + 1, invocation));
        else
            invocation.SetResult(await inner.RunAsync(invocation.ActivityContext, invocation.Input));
    }

    private sealed class Invocation(DurableActivityContext context, Type inputType, object? input, IServiceProvider services, string? rawInput)
        : TaskActivityMiddlewareContext
    {
        private object? result;

        public override TaskName Name => context.Name;

        public override string InstanceId => context.InstanceId;

        public override Type InputType => inputType;

        public override object? Input => input;

        public override string? RawInput => rawInput;

        public override TaskActivityContext ActivityContext => context;

        public override IMiddlewareFeatures Features { get; } = new MiddlewareFeatures();

        public override IServiceProvider Services => services;

        public override CancellationToken CancellationToken => context.CancellationToken;

        public override object? Result => result;

        public override void SetResult(object? result) => this.result = result;
    }
}
