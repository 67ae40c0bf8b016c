using System.Reflection;
using Azure.Tests.Support;

namespace Azure.Tests.Building;

/// <summary>
/// The functions that the sources declare, read from the attributes in a build's assemblies and not from what the Functions SDK made of them.
/// </summary>
internal static class DeclaredFunctions
{
    /// <summary>For each function its name, its method, and the types of its bindings as functions.metadata writes them.</summary>
    public static IReadOnlyList<(string Name, string Method, string[] Bindings)> Read(string folder, params string[] assemblies)
    {
        using var context = Metadata.Open(folder);
        return [.. assemblies.SelectMany(name => context.LoadFromAssemblyPath(Path.Join(folder, name + ".dll")).GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Select(method => (Method: method, Function: Attribute(method.GetCustomAttributesData(), "FunctionAttribute")))
            .Where(pair => pair.Function is not null)
            .Select(pair => (
                (string)pair.Function!.ConstructorArguments[0].Value!, $"{pair.Method.DeclaringType!.FullName}.{pair.Method.Name}", Bindings(pair.Method)))];
    }

    private static string[] Bindings(MethodInfo method)
    {
        var own = method.GetParameters().SelectMany(parameter => parameter.GetCustomAttributesData())
            .Select(attribute => Binding(attribute.AttributeType.Name)).OfType<string>().ToList();
        if (own.Contains("httpTrigger"))
            own.Add("http");
        return [.. own.Order(StringComparer.Ordinal)];
    }

    private static string? Binding(string attribute) => attribute switch
    {
        "DurableClientAttribute" => "durableClient",
        _ when attribute.EndsWith("TriggerAttribute", StringComparison.Ordinal) => char.ToLowerInvariant(attribute[0]) + attribute[1..^"Attribute".Length],
        _ => null,
    };

    private static CustomAttributeData? Attribute(IList<CustomAttributeData> attributes, string name) =>
        attributes.FirstOrDefault(attribute => attribute.AttributeType.Name == name);
}
