using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.DependencyInjection;

namespace EngineProbe;

/// <summary>The durable functions of an app, as its attributes name them. Microsoft's Functions host would read the same attributes.</summary>
internal sealed class FunctionTable
{
    private readonly Dictionary<string, MethodInfo> orchestrators = [];
    private readonly Dictionary<string, MethodInfo> activities = [];
    private readonly Dictionary<string, MethodInfo> entities = [];

    /// <summary>Reads the functions of an assembly, and of the app.</summary>
    public static FunctionTable Read(Assembly app)
    {
        var table = new FunctionTable();
        string[] places = ["Workflows.Functions", "Workflows.Activities"];
        var assemblies = places.Select(Assembly.Load);
        foreach (var method in assemblies.Append(app).SelectMany(assembly => assembly.GetExportedTypes()).SelectMany(type => type.GetMethods()))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is { } function)
                table.Add(function.Name, method);
        }

        return table;
    }

    public void Register(DurableTaskRegistry registry, IServiceProvider services)
    {
        foreach (var (name, method) in orchestrators)
            registry.AddOrchestrator(name, () => new FunctionOrchestrator(method));
        foreach (var (name, method) in activities)
            registry.AddActivity(name, _ => new FunctionActivity(name, method, services));
        foreach (var (name, method) in entities)
            registry.AddEntity(name, _ => (ITaskEntity)ActivatorUtilities.CreateInstance(services, method.DeclaringType!));
    }

    private void Add(string name, MethodInfo method)
    {
        foreach (var parameter in method.GetParameters())
        {
            if (parameter.IsDefined(typeof(OrchestrationTriggerAttribute)))
                orchestrators.Add(name, method);
            else if (parameter.IsDefined(typeof(ActivityTriggerAttribute)))
                activities.Add(name, method);
            else if (parameter.IsDefined(typeof(EntityTriggerAttribute)))
                entities.Add(name, method);
        }
    }
}
