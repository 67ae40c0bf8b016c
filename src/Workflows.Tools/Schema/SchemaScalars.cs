using System.Text.Json;
using System.Text.RegularExpressions;

namespace Workflows.Tools.Schema;

/// <summary>The keywords on strings, numbers and counts.</summary>
internal static class SchemaScalars
{
    private static readonly TimeSpan PatternLimit = TimeSpan.FromMilliseconds(250);     // patterns come from strangers

    public static void CheckString(JsonElement schema, string value, string place, List<string> errors)
    {
        var length = new System.Globalization.StringInfo(value).LengthInTextElements;
        CheckCount(schema, length, ("minLength", "maxLength", "characters"), place, errors);
        if (schema.TryGetProperty("pattern", out var pattern) && !IsMatch(pattern.GetString()!, value))
            errors.Add($"{place} must match {pattern.GetString()}");
    }

    public static void CheckNumber(JsonElement schema, JsonElement value, string place, List<string> errors)
    {
        var number = value.GetDouble();
        if (Limit(schema, "minimum") is { } minimum && number < minimum)
            errors.Add($"{place} must be at least {minimum}");
        if (Limit(schema, "maximum") is { } maximum && number > maximum)
            errors.Add($"{place} must be at most {maximum}");
        if (Limit(schema, "exclusiveMinimum") is { } above && number <= above)
            errors.Add($"{place} must be above {above}");
        if (Limit(schema, "exclusiveMaximum") is { } below && number >= below)
            errors.Add($"{place} must be below {below}");
        if (Limit(schema, "multipleOf") is { } step && step > 0 && Math.Abs(Math.IEEERemainder(number, step)) > step * 1e-9)
            errors.Add($"{place} must be a multiple of {step}");
    }

    public static void CheckCount(JsonElement schema, int count, (string Least, string Most, string What) names, string place, List<string> errors)
    {
        if (Limit(schema, names.Least) is { } least && count < least)
            errors.Add($"{place} must have at least {least} {names.What}");
        if (Limit(schema, names.Most) is { } most && count > most)
            errors.Add($"{place} must have at most {most} {names.What}");
    }

    /// <summary>A pattern that is no pattern, or takes too long, matches nothing: the call is refused rather than let pass.</summary>
    public static bool IsMatch(string pattern, string value)
    {
        try
        {
            return Regex.IsMatch(value, pattern, RegexOptions.ECMAScript, PatternLimit);
        }
        catch (Exception error) when (error is ArgumentException or RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static double? Limit(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var limit) && limit.ValueKind == JsonValueKind.Number ? limit.GetDouble() : null;
}
