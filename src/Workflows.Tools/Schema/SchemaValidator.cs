using System.Text.Json;

namespace Workflows.Tools.Schema;

/// <summary>
/// Checks a value against a JSON schema. The subset is what tools' schemas use: type, enum, const, properties, required, additionalProperties,
/// patternProperties, minProperties, maxProperties, items, prefixItems, minItems, maxItems, uniqueItems, minimum, maximum, exclusiveMinimum,
/// exclusiveMaximum, multipleOf, minLength, maxLength, pattern, allOf, anyOf, oneOf, not, and $ref within the document. As in JSON schema, other
/// keywords say nothing about the value; <c>format</c> is one of them.
/// </summary>
internal sealed class SchemaValidator(JsonElement root)
{
    private const int DepthMax = 64;        // a schema that refers to itself meets a value of this depth at most
    private const int ErrorsMax = 8;        // more do not help a model to mend its call
    private const int KeptMax = 10_000;
    private const int StepsMax = 1_000_000;     // under a second; forms within forms multiply, and schemas come from strangers

    private int steps;

    /// <summary>The ways in which the value does not fit, as sentences with a JSON pointer; empty when it fits.</summary>
    public IReadOnlyList<string> Validate(JsonElement value)
    {
        var errors = new List<string>();
        steps = 0;
        try
        {
            Check(root, value, new Place("", 0), errors);
        }
        catch (InvalidOperationException error)
        {
            errors.Add($"It cannot be checked, because it holds half a character or the schema is none: {error.Message.TrimEnd('.')}");
        }

        if (steps > StepsMax)
            errors.Insert(0, "The schema takes too long to check");
        return errors.Count <= ErrorsMax ? errors : [.. errors.Take(ErrorsMax), $"and {errors.Count - ErrorsMax} more"];
    }

    private void Check(JsonElement schema, JsonElement value, Place place, List<string> errors)
    {
        if (schema.ValueKind is JsonValueKind.True)
            return;
        if (++steps > StepsMax || errors.Count > KeptMax)
            return;
        if (schema.ValueKind != JsonValueKind.Object)
        {
            errors.Add($"{place} is not allowed");
            return;
        }
        if (place.Depth > DepthMax)
        {
            errors.Add($"{place} is nested deeper than {DepthMax}");
            return;
        }

        if (schema.TryGetProperty("$ref", out var reference))
            Check(Resolve(reference.GetString() ?? ""), value, place.Deeper(), errors);
        if (schema.TryGetProperty("type", out var type) && !SchemaTypes.Fits(type, value))
        {
            errors.Add($"{place} must be {SchemaTypes.Describe(type)}, but is {SchemaTypes.NameOf(value)}");
            return;
        }

        CheckChoices(schema, value, place, errors);
        CheckCombinations(schema, value, place, errors);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object: CheckObject(schema, value, place, errors); break;
            case JsonValueKind.Array: CheckArray(schema, value, place, errors); break;
            case JsonValueKind.String: SchemaScalars.CheckString(schema, value.GetString()!, place.ToString(), errors); break;
            case JsonValueKind.Number: SchemaScalars.CheckNumber(schema, value, place.ToString(), errors); break;
        }
    }

    private static void CheckChoices(JsonElement schema, JsonElement value, Place place, List<string> errors)
    {
        if (schema.TryGetProperty("enum", out var choices) && !choices.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value)))
            errors.Add($"{place} must be one of {choices.GetRawText()}");
        if (schema.TryGetProperty("const", out var only) && !JsonElement.DeepEquals(only, value))
            errors.Add($"{place} must be {only.GetRawText()}");
    }

    private void CheckCombinations(JsonElement schema, JsonElement value, Place place, List<string> errors)
    {
        if (schema.TryGetProperty("allOf", out var all))
        {
            foreach (var part in all.EnumerateArray())
                Check(part, value, place.Deeper(), errors);
        }
        if (schema.TryGetProperty("anyOf", out var any) && Matches(any, value, place, stopAt: 1) == 0)
            errors.Add($"{place} fits none of the forms it may have");
        if (schema.TryGetProperty("oneOf", out var one) && Matches(one, value, place, stopAt: 2) != 1)
            errors.Add($"{place} must fit exactly one of the forms it may have");
        if (schema.TryGetProperty("not", out var not) && Fits(not, value, place))
            errors.Add($"{place} has a form that is excluded");
    }

    private int Matches(JsonElement schemas, JsonElement value, Place place, int stopAt) =>
        schemas.EnumerateArray().Where(schema => Fits(schema, value, place)).Take(stopAt).Count();

    private bool Fits(JsonElement schema, JsonElement value, Place place)
    {
        var errors = new List<string>();
        Check(schema, value, place.Deeper(), errors);
        return errors.Count == 0;
    }

    private void CheckObject(JsonElement schema, JsonElement value, Place place, List<string> errors)
    {
        var count = 0;
        foreach (var property in value.EnumerateObject())
        {
            count++;
            CheckProperty(schema, property, place.Property(property.Name), errors);
        }
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray())
            {
                if (!value.TryGetProperty(name.GetString()!, out _))
                    errors.Add($"{place} lacks '{name.GetString()}'");
            }
        }
        SchemaScalars.CheckCount(schema, count, ("minProperties", "maxProperties", "properties"), place.ToString(), errors);
    }

    private void CheckProperty(JsonElement schema, JsonProperty property, Place place, List<string> errors)
    {
        var known = false;
        if (schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(property.Name, out var own))
        {
            known = true;
            Check(own, property.Value, place, errors);
        }
        if (schema.TryGetProperty("patternProperties", out var patterns))
        {
            foreach (var pattern in patterns.EnumerateObject().Where(pattern => SchemaScalars.IsMatch(pattern.Name, property.Name)))
            {
                known = true;
                Check(pattern.Value, property.Value, place, errors);
            }
        }
        if (known || !schema.TryGetProperty("additionalProperties", out var additional))
            return;
        if (additional.ValueKind == JsonValueKind.False)
            errors.Add($"{place} is not an argument that this tool knows");
        else
            Check(additional, property.Value, place, errors);
    }

    private void CheckArray(JsonElement schema, JsonElement value, Place place, List<string> errors)
    {
        var length = value.GetArrayLength();
        SchemaScalars.CheckCount(schema, length, ("minItems", "maxItems", "items"), place.ToString(), errors);
        var prefix = schema.TryGetProperty("prefixItems", out var first) ? first.GetArrayLength() : 0;
        var hasItems = schema.TryGetProperty("items", out var items);
        for (var i = 0; i < length; i++)
        {
            if (i < prefix)
                Check(first[i], value[i], place.Item(i), errors);
            else if (hasItems)
                Check(items, value[i], place.Item(i), errors);
        }
        if (schema.TryGetProperty("uniqueItems", out var unique) && unique.ValueKind == JsonValueKind.True
            && value.EnumerateArray().DistinctBy(CanonicalJson.Write, StringComparer.Ordinal).Count() != length)
            errors.Add($"{place} has an item twice");
    }

    private JsonElement Resolve(string reference)
    {
        if (!reference.StartsWith('#'))
            throw new ToolException($"The tool's schema refers to '{reference}', which is outside of it. Its author must put the schema in one document.");
        return JsonPointer.Find(root, Uri.UnescapeDataString(reference[1..]))
            ?? throw new ToolException($"The tool's schema refers to '{reference}', which it does not have.");
    }

    private readonly record struct Place(string Pointer, int Depth)
    {
        public Place Deeper() => this with { Depth = Depth + 1 };

        public Place Property(string name) => new($"{Pointer}/{name}", Depth + 1);

        public Place Item(int index) => new($"{Pointer}/{index}", Depth + 1);

        public override string ToString() => Pointer.Length == 0 ? "The value" : $"'{Pointer}'";
    }
}
