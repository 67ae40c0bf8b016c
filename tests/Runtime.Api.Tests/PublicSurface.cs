using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Runtime.Api.Tests;

/// <summary>Describes the public and protected members of an assembly, one per line, in a fixed order.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    public static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Header(type)).Append('\n');
            foreach (var member in Members(type).Order(StringComparer.Ordinal))
                text.Append("  ").Append(member).Append('\n');
        }

        return text.ToString();
    }

    private static string Header(Type type)
    {
        var kind = type switch
        {
            { IsInterface: true } => "interface",
            { IsEnum: true } => "enum",
            { IsValueType: true } => type.IsDefined(typeof(IsReadOnlyAttribute), inherit: false) ? "readonly struct" : "struct",
            _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var bases = type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum)
            && parent != typeof(MulticastDelegate) ? $" : {Name(parent)}" : "";
        return $"{kind} {type.Namespace}.{Name(type)}{bases}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt32(Enum.Parse(type, name))}");

        if (typeof(Delegate).IsAssignableFrom(type))
            return [Method(type.GetMethod("Invoke")!)];

        var constructors = type.GetConstructors(Declared).Where(member => !member.IsStatic && Visible(member))
            .Select(member => $"{Access(member)}ctor({Parameters(member)})");
        var methods = type.GetMethods(Declared)
            .Where(member => Visible(member) && !IsGenerated(member))
            .Where(member => !member.IsSpecialName || member.Name.StartsWith("op_", StringComparison.Ordinal))
            .Select(Method);
        var properties = type.GetProperties(Declared)
            .Where(member => Accessor(member) is { } accessor && Visible(accessor) && !IsGenerated(accessor))
            .Select(Property);
        var fields = type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily)
            .Select(field => $"{FieldKind(field)} {Name(field.FieldType)} {field.Name}");
        return constructors.Concat(methods).Concat(properties).Concat(fields);
    }

    private static string FieldKind(FieldInfo field) =>
        field.IsLiteral ? "const" : field.IsStatic ? "static readonly" : "field";

    private static string Method(MethodInfo method)
    {
        var generic = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";
        return $"{Access(method)}{Modifier(method)}{Name(method.ReturnType)} {method.Name}{generic}({Parameters(method)})";
    }

    private static string Property(PropertyInfo property)
    {
        var accessor = Accessor(property)!;
        var get = property.GetMethod is { } getter && Visible(getter) ? " get;" : "";
        var isInit = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        var set = property.SetMethod is { } setter && Visible(setter) ? isInit ? " init;" : " set;" : "";
        var nullable = !property.PropertyType.IsValueType && NullableMark(property) ? "?" : "";
        return $"{Access(accessor)}{Modifier(accessor)}{Name(property.PropertyType)}{nullable} {property.Name} {{{get}{set} }}";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
    {
        var by = parameter.IsOut ? "out " : parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        var self = parameter.Position == 0 && method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        var type = parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        var value = parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "default"}" : "";
        return $"{self}{by}{Name(type)} {parameter.Name}{value}";
    }));

    private static bool NullableMark(PropertyInfo property) => property.CanRead
        ? Nullability.Create(property).ReadState == NullabilityState.Nullable
        : Nullability.Create(property).WriteState == NullabilityState.Nullable;

    private static MethodInfo? Accessor(PropertyInfo property) => new[] { property.GetMethod, property.SetMethod }
        .OfType<MethodInfo>().OrderByDescending(Visible).FirstOrDefault();

    // Members of records that the compiler writes follow from the record itself.
    private static bool IsGenerated(MethodInfo method) =>
        method.IsDefined(typeof(CompilerGeneratedAttribute)) && !method.IsSpecialName
        || method.Name is "PrintMembers" or "<Clone>$" or "get_EqualityContract" or "Deconstruct" or "op_Equality" or "op_Inequality"
        || method is { Name: "Equals" or "GetHashCode" or "ToString" };

    private static bool Visible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Modifier(MethodInfo method) => method switch
    {
        { IsStatic: true } => "static ",
        { DeclaringType.IsInterface: true } => "",
        { IsAbstract: true } => "abstract ",
        { IsVirtual: true, IsFinal: false } => method.GetBaseDefinition() == method ? "virtual " : "override ",
        _ => "",
    };

    private static string Name(Type type)
    {
        if (type.IsGenericParameter)
            return type.Name;
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[]";
        if (Nullable.GetUnderlyingType(type) is { } value)
            return $"{Name(value)}?";

        var own = type.Name.Split('`')[0];
        var outer = type.DeclaringType is { } declaring ? $"{declaring.Name.Split('`')[0]}." : "";
        return type.IsGenericType ? $"{outer}{own}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : outer + own;
    }
}
