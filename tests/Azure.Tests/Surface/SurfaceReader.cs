using System.Reflection;

namespace Azure.Tests.Surface;

/// <summary>
/// The public surface of assemblies as lines of text: one for each type that users can see, one for each member they can call or override.
/// Types are told by their full names, so lines of two assemblies can be compared.
/// </summary>
internal static class SurfaceReader
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Lines by type, for the types whose namespace passes.</summary>
    public static SortedDictionary<string, SortedSet<string>> Read(IEnumerable<Assembly> assemblies, Func<string, bool> wanted)
    {
        var surface = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var type in assemblies.SelectMany(assembly => assembly.GetExportedTypes()).Where(type => wanted(type.Namespace ?? "")))
            surface[TypeNames.Of(type)] = new SortedSet<string>(Members(type).Prepend(Header(type)), StringComparer.Ordinal);
        return surface;
    }

    private static string Header(Type type)
    {
        var interfaces = type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? [])
            .Where(candidate => candidate.IsVisible).Select(TypeNames.Of).Order(StringComparer.Ordinal);
        var parent = type.BaseType is { FullName: not "System.Object" } own ? TypeNames.Of(own) : null;
        var bases = new[] { parent }.OfType<string>().Concat(interfaces).ToList();
        return $"is {Kind(type)}{(bases.Count == 0 ? "" : " : " + string.Join(", ", bases))}";
    }

    private static string Kind(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsEnum: true } => "enum",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => $"{field.Name} = {field.GetRawConstantValue()}");
        var constructors = type.GetConstructors(Declared).Where(member => !member.IsStatic && Visible(member))
            .Select(member => $"{Access(member)}ctor({Parameters(member)})");
        var methods = type.GetMethods(Declared).Where(member => Visible(member) && !IsAccessor(member)).Select(Method);
        var properties = type.GetProperties(Declared).Where(property => property.GetAccessors(nonPublic: true).Any(Visible)).Select(Property);
        var events = type.GetEvents(Declared).Where(member => Visible(member.AddMethod!))
            .Select(member => $"event {TypeNames.Of(member.EventHandlerType!)} {member.Name}");
        var fields = type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly)
            .Select(field => $"{(field.IsStatic ? "static " : "")}field {TypeNames.Of(field.FieldType)} {field.Name}");
        return constructors.Concat(methods).Concat(properties).Concat(events).Concat(fields);
    }

    private static string Method(MethodInfo method)
    {
        var generic = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(TypeNames.Of))}>" : "";
        return $"{Access(method)}{Modifier(method)}{TypeNames.Of(method.ReturnType)} {method.Name}{generic}({Parameters(method)})";
    }

    private static string Property(PropertyInfo property)
    {
        var accessors = property.GetAccessors(nonPublic: true).Where(Visible).ToList();
        var words = accessors.Select(accessor => accessor.ReturnType.FullName != "System.Void" ? "get;" : IsInit(accessor) ? "init;" : "set;")
            .Order(StringComparer.Ordinal);
        var index = property.GetIndexParameters() is { Length: > 0 } parameters
            ? $"[{string.Join(", ", parameters.Select(parameter => TypeNames.Of(parameter.ParameterType)))}]" : "";
        return $"{Access(accessors[0])}{Modifier(accessors[0])}{TypeNames.Of(property.PropertyType)} {property.Name}{index} {{ {string.Join(' ', words)} }}";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
    {
        var by = Has(parameter.GetCustomAttributesData(), "ParamArrayAttribute") ? "params " : parameter.IsOut ? "out " : parameter.IsIn ? "in " : parameter.ParameterType.IsByRef ? "ref " : "";
        var self = parameter.Position == 0 && Has(method.GetCustomAttributesData(), "ExtensionAttribute") ? "this " : "";
        var type = parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        var value = parameter.HasDefaultValue ? $" = {parameter.RawDefaultValue ?? "default"}" : "";
        return $"{self}{by}{TypeNames.Of(type)} {parameter.Name}{value}";
    }));

    private static string Modifier(MethodInfo method) => method switch
    {
        { IsStatic: true } => "static ",
        { DeclaringType.IsInterface: true } => "",
        { IsAbstract: true } => "abstract ",
        { IsVirtual: true, IsFinal: false, DeclaringType.IsSealed: false } => "virtual ",
        _ => "",
    };

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static bool Visible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit");

    private static bool Has(IList<CustomAttributeData> attributes, string name) => attributes.Any(attribute => attribute.AttributeType.Name == name);
}
