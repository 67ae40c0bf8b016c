using System.Text.Json;
using Azure.Tests.Support;

namespace Azure.Tests.Templates;

/// <summary>The compiler of the templates in infra/.</summary>
internal static class Bicep
{
    private const string Subscription = "00000000-0000-0000-0000-000000000001";

    /// <summary>Compiles and lints a template; empty when the compiler has nothing to say.</summary>
    public static async Task<string> ComplaintsAsync(string template)
    {
        var result = await Tool.RunAsync(Repository.Bicep, Path.GetDirectoryName(template)!, "lint", template);
        var lines = result.Everything.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var complaints = string.Join('\n', lines.Where(line => !line.Contains(" : Info ", StringComparison.Ordinal)));
        return complaints.Length > 0 || result.Code == 0 ? complaints : $"exit code {result.Code}";
    }

    /// <summary>The template that Azure would be sent.</summary>
    public static async Task<JsonElement> CompileAsync(string template)
    {
        var result = await Tool.RunAsync(Repository.Bicep, Path.GetDirectoryName(template)!, "build", template, "--stdout");
        Assert.True(result.Code == 0, result.Everything);
        using var document = JsonDocument.Parse(result.Output);
        return document.RootElement.Clone();
    }

    /// <summary>What a deployment would make, as far as that can be told without Azure.</summary>
    /// <param name="infra">The folder with main.bicep and main.parameters.json; copied, because the compiler writes beside its input.</param>
    /// <param name="changes">Parameters that replace those of the file, as JSON.</param>
    public static async Task<IReadOnlyList<JsonElement>> PredictAsync(string infra, IReadOnlyDictionary<string, string> changes)
    {
        var folder = Directory.CreateTempSubdirectory("bicep-").FullName;
        try
        {
            foreach (var file in Directory.EnumerateFiles(infra, "*.*", SearchOption.AllDirectories)
                .Where(file => file.EndsWith(".bicep", StringComparison.Ordinal) || file.EndsWith(".json", StringComparison.Ordinal)))
            {
                var target = Path.Join(folder, Path.GetRelativePath(infra, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }

            await File.WriteAllTextAsync(Path.Join(folder, "main.bicepparam"), Parameters(Path.Join(infra, "main.parameters.json"), changes));
            var result = await Tool.RunAsync(
                Repository.Bicep, folder, "snapshot", "main.bicepparam", "--mode", "overwrite", "--subscription-id", Subscription, "--resource-group", "workflows", "--location", "westeurope");
            Assert.True(result.Code == 0, result.Everything);
            using var snapshot = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Join(folder, "main.snapshot.json")));
            return [.. snapshot.RootElement.GetProperty("predictedResources").EnumerateArray().Select(resource => resource.Clone())];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // JSON values are Bicep expressions once their texts stand in single quotes.
    private static string Parameters(string file, IReadOnlyDictionary<string, string> changes)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        var values = document.RootElement.GetProperty("parameters").EnumerateObject()
            .ToDictionary(parameter => parameter.Name, parameter => parameter.Value.GetProperty("value").GetRawText(), StringComparer.Ordinal);
        foreach (var (name, value) in changes)
            values[name] = value;
        return "using 'main.bicep'\n" + string.Concat(values.Select(pair => $"param {pair.Key} = {Expression(pair.Value)}\n"));
    }

    private static string Expression(string json) => json.StartsWith('"') ? $"'{json[1..^1]}'" : json.Replace("\"", "'", StringComparison.Ordinal);
}
