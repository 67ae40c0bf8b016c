using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Runtime.Host.Triggers;

namespace Runtime.Host.Outputs;

/// <summary>Reads the [QueueOutput], [BlobOutput] and [BlobInput] attributes of a function, settings resolved.</summary>
internal sealed class BindingPlanner(SettingNames settings, List<string> errors)
{
    public IReadOnlyList<OutputBinding> Outputs(MethodInfo method, string place)
    {
        var found = new List<OutputBinding?>();
        foreach (var whole in method.GetCustomAttributes<OutputBindingAttribute>())
            found.Add(Output(OutputBinding.Whole, property: null, whole, place));
        foreach (var property in Unwrap(method.ReturnType).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            foreach (var part in property.GetCustomAttributes<OutputBindingAttribute>().Where(part => part is not HttpResultAttribute))
                found.Add(Output(property.Name, property, part, place));
        }
        if (found.Count > 0 && Unwrap(method.ReturnType) is var type && (type == typeof(void) || type == typeof(Task)))
            errors.Add($"{place}: has an output and returns nothing that could go there.");
        return [.. found.OfType<OutputBinding>()];
    }

    public InputBlob? Input(BlobInputAttribute attribute, string place) =>
        Path(attribute.BlobPath, place) is { } path ? new InputBlob(path.Container, path.Name, Connection(attribute.Connection)) : null;

    /// <summary>A setting's name may itself stand in percent signs.</summary>
    public static string? Connection(string? name) => string.IsNullOrWhiteSpace(name) ? null : name.Trim('%');

    private OutputBinding? Output(string name, PropertyInfo? property, OutputBindingAttribute attribute, string place)
    {
        switch (attribute)
        {
            case QueueOutputAttribute queue:
                var target = settings.Resolve(queue.QueueName, place, errors) is { } text ? Template(text, place) : null;
                CheckName(target, StorageNames.IsQueue, "queue", place);
                return target is null ? null : new OutputBinding(name, property, target, Container: null, Connection(queue.Connection));
            case BlobOutputAttribute blob:
                return Path(blob.BlobPath, place) is { } path
                    ? new OutputBinding(name, property, path.Name, path.Container, Connection(blob.Connection))
                    : null;
            default:
                errors.Add($"{place}: this host does not know the output {attribute.GetType().Name}; it has [QueueOutput] and [BlobOutput].");
                return null;
        }
    }

    private (BindingTemplate Container, BindingTemplate Name)? Path(string path, string place)
    {
        if (settings.Resolve(path, place, errors) is not { } text)
            return null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == text.Length - 1)
        {
            errors.Add($"{place}: '{text}' is no blob's path; write container and name, such as \"reports/{{name}}.json\".");
            return null;
        }
        if (Template(text[..slash], place) is not { } container || Template(text[(slash + 1)..], place) is not { } name)
            return null;
        CheckName(container, StorageNames.IsContainer, "container", place);
        return (container, name);
    }

    // A name with places is known only when they are filled.
    private void CheckName(BindingTemplate? name, Func<string, bool> isName, string what, string place)
    {
        if (name is not null && !name.Parts.Any(part => part.IsPlace) && !isName(string.Concat(name.Parts.Select(part => part.Text))))
            errors.Add($"{place}: '{name.Text}' is no {what}'s name: 3 to 63 lower-case letters, digits and single hyphens.");
    }

    private BindingTemplate? Template(string text, string place)
    {
        if (BindingTemplate.Parse(text) is { } template)
            return template;
        errors.Add($"{place}: in '{text}' a brace stands alone; write two for one that is part of the name.");
        return null;
    }

    private static Type Unwrap(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>))
            ? type.GenericTypeArguments[0]
            : type;
}
