using System.Collections.Concurrent;
using System.ComponentModel;
using System.Globalization;

namespace Runtime.Host.Http;

/// <summary>Reads route and query text as a simple type: string, number, bool, Guid, date, Uri, enum, and their nullable forms.</summary>
internal static class TextConversion
{
    private static readonly ConcurrentDictionary<Type, TypeConverter> Converters = new();

    public static bool CanRead(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(string) || type.IsEnum || (type != typeof(object) && Converter(type).CanConvertFrom(typeof(string)));
    }

    public static bool TryRead(string text, Type type, out object? value)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        value = text;
        if (type == typeof(string))
            return true;
        if (type.IsEnum)
            return Enum.TryParse(type, text, ignoreCase: true, out value) && Enum.IsDefined(type, value!);
        try
        {
            value = Converter(type).ConvertFrom(context: null, CultureInfo.InvariantCulture, text);
            return value is not null;
        }
        catch (Exception error) when (error is not OutOfMemoryException)        // converters throw whatever they like, a bare Exception too
        {
            return false;
        }
    }

    private static TypeConverter Converter(Type type) => Converters.GetOrAdd(type, TypeDescriptor.GetConverter);
}
