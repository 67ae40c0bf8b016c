using Microsoft.Azure.Functions.Worker.Middleware;

namespace Runtime.Host.Invocation;

/// <summary>Middleware in the order of registration: the first added is the outermost.</summary>
internal sealed class MiddlewareList
{
    private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> parts = [];

    public void Add(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> part) => parts.Add(part);

    public FunctionExecutionDelegate Build(FunctionExecutionDelegate last) =>
        Enumerable.Reverse(parts).Aggregate(last, (next, part) => part(next));
}
