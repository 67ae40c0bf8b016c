namespace Azure.Tests.Surface;

/// <summary>Names of types as one would write them in full.</summary>
internal static class TypeNames
{
    public static string Of(Type type)
    {
        if (type.IsGenericParameter)
            return type.Name;
        if (type.IsArray)
            return Of(type.GetElementType()!) + "[]";
        if (type.IsGenericType && type.Namespace == "System" && type.Name == "Nullable`1" && !type.IsGenericTypeDefinition)
            return Of(type.GetGenericArguments()[0]) + "?";

        var arguments = type.GetGenericArguments();
        var own = type.Name.Split('`')[0];
        var place = type.DeclaringType is { } outer ? Of(outer).Split('<')[0] + "." : type.Namespace is null or "System" ? "" : type.Namespace + ".";
        return place + own + (arguments.Length == 0 ? "" : $"<{string.Join(", ", arguments.Select(Of))}>");
    }
}
