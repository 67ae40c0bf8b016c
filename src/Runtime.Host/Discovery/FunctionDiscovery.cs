using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Runtime.Host.Outputs;
using Runtime.Host.Triggers;
using Workflows.Runtime;
using Workflows.Storage;

namespace Runtime.Host.Discovery;

/// <summary>Turns [Function] methods into checked models, or reports everything that is wrong with them at once.</summary>
internal static class FunctionDiscovery
{
    private const int NameLengthMax = 128;      // the limit of Azure Functions

    /// <param name="methods">The methods marked [Function].</param>
    /// <param name="rules">Where the settings are that triggers and bindings refer to, and what settings say about functions.</param>
    /// <exception cref="FunctionDiscoveryException">Some function cannot be run; every error is named.</exception>
    public static FunctionCatalog Discover(IEnumerable<MethodInfo> methods, DiscoveryRules? rules = null)
    {
        rules ??= DiscoveryRules.None;
        var errors = new List<string>();
        var settings = new SettingNames(rules.Configuration);
        var readers = new Readers(new TriggerReader(settings, errors), new BindingPlanner(settings, errors), rules.Converters);
        var models = new List<FunctionModel>();
        foreach (var method in methods)
        {
            if (TryModel(method, readers, errors) is { } model)
                models.Add(model);
        }
        foreach (var model in models.Where(model => rules.Runs(model.Name)))
            Check(model, rules, errors);
        CheckNames(models, errors);
        HttpRoutes.CheckConflicts(models, errors);
        if (errors.Count == 0)
            rules.CheckOnly(models, errors);
        return errors.Count == 0
            ? new FunctionCatalog([.. models.Where(model => rules.Runs(model.Name))]) { Disabled = [.. models.Where(model => !rules.Runs(model.Name))] }
            : throw new FunctionDiscoveryException(errors);
    }

    private static FunctionModel? TryModel(MethodInfo method, Readers readers, List<string> errors)
    {
        var before = errors.Count;
        var name = method.GetCustomAttribute<FunctionAttribute>()!.Name;
        var place = Place(method, name);
        CheckShape(method, name, place, errors);
        CheckRetry(method, place, errors);
        var trigger = FindTrigger(method, place, errors) is { } found ? readers.Triggers.Read(found.Parameter, found.Attribute, name, place) : null;
        if (trigger is null)
            return null;
        var parameters = new ParameterPlanner(trigger, readers.Bindings, readers.Converters, place, errors).Plan(method);
        var outputs = readers.Bindings.Outputs(method, place);
        if (outputs.Count > 0 && trigger is (OrchestrationFunctionTrigger or EntityFunctionTrigger))
            errors.Add($"{place}: orchestrators and entities have no outputs; let an activity return the value.");
        return errors.Count == before ? new FunctionModel(name, method, trigger, parameters) { Outputs = outputs } : null;
    }

    /// <summary>What a function refers to: constraints of its route, connections.</summary>
    private static void Check(FunctionModel model, DiscoveryRules rules, List<string> errors)
    {
        var place = Place(model.Method, model.Name);
        if (model.Trigger is HttpFunctionTrigger http)
            HttpRoutes.Check(http, place, rules.Constraints, errors);
        foreach (var connection in model.Connections.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (StorageAccounts.Problem(rules.Configuration, connection) is { } problem)
                errors.Add($"{place}: {problem}");
        }
    }

    private static string Place(MethodInfo method, string name) => $"{method.DeclaringType!.FullName}.{method.Name} ([Function(\"{name}\")])";

    private static void CheckShape(MethodInfo method, string name, string place, List<string> errors)
    {
        var type = method.DeclaringType!;
        if (!IsName(name))
            errors.Add(
                $"{place}: a function name starts with a letter, goes on with letters, digits, '_' or '-', "
                + $"and has at most {NameLengthMax} characters.");
        if (!method.IsPublic || !type.IsVisible)
            errors.Add($"{place}: the method and its class must be public.");
        if (method.IsGenericMethodDefinition || type.ContainsGenericParameters)
            errors.Add($"{place}: neither the method nor its class may be generic.");
        if (method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute)))
            errors.Add($"{place}: 'async void' cannot be awaited; return a Task.");
        if (method.IsStatic)
            return;
        if (type.IsAbstract)
            errors.Add($"{place}: the class is abstract, so no instance can be made for an instance method.");
        else if (type.GetConstructors().Length != 1)
            errors.Add($"{place}: the class needs exactly one public constructor.");
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= NameLengthMax
        && char.IsAsciiLetter(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    private static void CheckRetry(MethodInfo method, string place, List<string> errors)
    {
        try
        {
            _ = TriggerRetry.Read(method.GetCustomAttribute<RetryAttribute>());
        }
        catch (FormatException error)
        {
            errors.Add($"{place}: the retry attribute is wrong: {error.Message}.");
        }
    }

    private static (ParameterInfo Parameter, TriggerBindingAttribute Attribute)? FindTrigger(MethodInfo method, string place, List<string> errors)
    {
        var triggers = method.GetParameters()
            .SelectMany(parameter => parameter.GetCustomAttributes<TriggerBindingAttribute>().Select(attribute => (parameter, attribute)))
            .ToList();
        if (triggers.Count == 0)
        {
            errors.Add($"{place}: no parameter has a trigger attribute, such as [HttpTrigger] or [ActivityTrigger].");
            return null;
        }
        if (triggers.Count > 1)
        {
            var names = string.Join(", ", triggers.Select(trigger => trigger.parameter.Name));
            errors.Add($"{place}: has {triggers.Count} triggers ({names}); a function has one.");
            return null;
        }
        return triggers[0];
    }

    private static void CheckNames(List<FunctionModel> models, List<string> errors)
    {
        foreach (var same in Doubled(models, model => model.Name))
            errors.Add($"The function name '{same.Key}' is used {same.Count()} times, whatever its case: {Places(same)}.");
        var durable = models.Where(model => TaskName(model) is not null);
        foreach (var same in Doubled(durable, model => $"{model.Trigger.BindingType} '{TaskName(model)}'"))
        {
            if (same.Select(model => model.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() > 1)
                errors.Add($"Several functions answer to the {same.Key}: {Places(same)}.");
        }
    }

    private static IEnumerable<IGrouping<string, FunctionModel>> Doubled(
        IEnumerable<FunctionModel> models, Func<FunctionModel, string> key) =>
        models.GroupBy(key, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1);

    private static string? TaskName(FunctionModel model) => model.Trigger switch
    {
        OrchestrationFunctionTrigger orchestration => orchestration.TaskName,
        ActivityFunctionTrigger activity => activity.TaskName,
        EntityFunctionTrigger entity => entity.TaskName,
        _ => null,
    };

    private static string Places(IEnumerable<FunctionModel> models) => string.Join(", ", models.Select(model => model.EntryPoint));

    private sealed record Readers(TriggerReader Triggers, BindingPlanner Bindings, IReadOnlyList<Type> Converters);
}
