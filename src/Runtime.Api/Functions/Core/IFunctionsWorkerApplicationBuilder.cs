using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Configures the worker: its services, and the middleware around every call.</summary>
public interface IFunctionsWorkerApplicationBuilder
{
    /// <summary>Services of the app.</summary>
    IServiceCollection Services { get; }

    /// <summary>Adds middleware; the first added is the outermost.</summary>
    IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware);
}

/// <summary>Configures the host without being named in Program.cs.</summary>
public interface IAutoConfigureStartup
{
    /// <summary>Configures the host.</summary>
    void Configure(IHostBuilder hostBuilder);
}
