using System.ComponentModel;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace GpuHost;

/// <summary>Reads the section <c>GpuHost</c> so that all that is wrong with it can be told at once: unknown keys, and values of the wrong kind.</summary>
internal static class FileHostSettings
{
    public const string Section = "GpuHost";

    private static readonly Dictionary<string, PropertyInfo> Known = typeof(FileHostOptions).GetProperties()
        .Where(property => property.CanWrite).ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> Problems(IConfiguration configuration)
    {
        foreach (var key in configuration.GetSection(Section).GetChildren())
        {
            if (!Known.TryGetValue(key.Key, out var property))
                yield return $"{Section}:{key.Key}: there is no such setting. Known: {string.Join(", ", Known.Keys.Order(StringComparer.Ordinal))}.";
            else if (!IsReadable(key, property))
                yield return $"{Section}:{key.Key}: '{key.Value}' is {(EnumOf(property.PropertyType) is null ? "no " : "not ")}{NameOf(property.PropertyType)}.";
        }
    }

    /// <summary>What of the section can be read.</summary>
    public static IConfiguration Readable(IConfiguration configuration) => new ConfigurationBuilder().AddInMemoryCollection(
        from key in configuration.GetSection(Section).GetChildren()
        where Known.TryGetValue(key.Key, out var property) && IsReadable(key, property)
        from pair in key.AsEnumerable()
        where pair.Value is not null
        select new KeyValuePair<string, string?>(pair.Key[(Section.Length + 1)..], pair.Value)).Build();

    private static bool IsReadable(IConfigurationSection key, PropertyInfo property)
    {
        if (property.PropertyType == typeof(string))
            return key.Value is not null;
        if (property.PropertyType == typeof(IReadOnlyList<string>))
            return key.Value is null or "";
        if (EnumOf(property.PropertyType) is { } names)
            return Enum.GetNames(names).Contains(key.Value?.Trim(), StringComparer.OrdinalIgnoreCase);
        return key.Value is { } text && TypeDescriptor.GetConverter(property.PropertyType).IsValid(text.Trim());
    }

    private static Type? EnumOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } names ? names : null;

    private static string NameOf(Type type)
    {
        if (EnumOf(type) is { } names)
            return "one of " + string.Join(", ", Enum.GetNames(names));
        return type == typeof(bool) ? "true or false" : type == typeof(string) ? "text" : type == typeof(IReadOnlyList<string>)
            ? "list (write GpuHost:Roots:0, GpuHost:Roots:1, ...)" : "whole number in range";
    }
}
