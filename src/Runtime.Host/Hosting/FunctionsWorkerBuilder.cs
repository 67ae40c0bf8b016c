using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Host.Invocation;

namespace Runtime.Host.Hosting;

/// <summary>What the app's set-up code receives: its services and its place for middleware.</summary>
internal sealed class FunctionsWorkerBuilder(IServiceCollection services, MiddlewareList middleware) : IFunctionsWorkerApplicationBuilder
{
    public IServiceCollection Services => services;

    public MiddlewareList Middleware => middleware;

    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> part)
    {
        middleware.Add(part);
        return this;
    }
}
