using System.Text.Json;

namespace Azure.Tests.Building;

/// <summary>functions.metadata of a build: what the Functions host is told about an app.</summary>
internal static class FunctionsMetadata
{
    public static IReadOnlyList<JsonElement> Read(string folder)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Join(folder, "functions.metadata")));
        return [.. document.RootElement.EnumerateArray().Select(function => function.Clone())];
    }

    public static string[] BindingTypes(JsonElement function) =>
        [.. Bindings(function).Select(binding => Text(binding, "type")).Order(StringComparer.Ordinal)];

    public static JsonElement Binding(this IReadOnlyList<JsonElement> functions, string function, string type) =>
        Bindings(functions.Single(candidate => Text(candidate, "name") == function)).Single(binding => Text(binding, "type") == type);

    public static string Text(JsonElement element, string property) => element.GetProperty(property).GetString()!;

    private static JsonElement.ArrayEnumerator Bindings(JsonElement function) => function.GetProperty("bindings").EnumerateArray();
}
