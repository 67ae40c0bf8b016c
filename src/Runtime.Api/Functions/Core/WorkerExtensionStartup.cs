namespace Microsoft.Azure.Functions.Worker.Core;

/// <summary>Lets an extension configure the worker.</summary>
public abstract class WorkerExtensionStartup
{
    /// <summary>Configures the worker.</summary>
    public abstract void Configure(IFunctionsWorkerApplicationBuilder applicationBuilder);
}

/// <summary>Names the startup class of an extension.</summary>
/// <param name="startupType">A class derived from <see cref="WorkerExtensionStartup"/>.</param>
[AttributeUsage(AttributeTargets.Assembly, Inherited = false, AllowMultiple = true)]
public class WorkerExtensionStartupAttribute(Type startupType) : Attribute
{
    /// <summary>The class.</summary>
    public Type StartupType { get; } = startupType ?? throw new ArgumentNullException(nameof(startupType));
}

/// <summary>Names the class that runs the startups of all extensions.</summary>
/// <param name="extensionStartupCodeExecutorType">A class derived from <see cref="WorkerExtensionStartup"/>.</param>
[AttributeUsage(AttributeTargets.Assembly, Inherited = false, AllowMultiple = true)]
public class WorkerExtensionStartupCodeExecutorInfoAttribute(Type extensionStartupCodeExecutorType) : Attribute
{
    /// <summary>The class.</summary>
    public Type StartupCodeExecutorType { get; } =
        extensionStartupCodeExecutorType ?? throw new ArgumentNullException(nameof(extensionStartupCodeExecutorType));
}
