using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Tests.Support;

namespace Azure.Tests.Templates;

public sealed partial class TemplateTests
{
    private static readonly string Infra = Repository.Path("infra");

    private static readonly Dictionary<string, string> WithGpu = new(StringComparer.Ordinal) { ["gpuHostImage"] = "\"registry.example/gpuhost:1\"", ["location"] = "\"westeurope\"" };

    // Alone each module is compiled as part of main.bicep; as a file of its own the linter sees it as its author does.
    [Fact]
    public async Task Compile_EveryTemplate_HasNothingToComplainOf()
    {
        var complaints = new List<string>();
        foreach (var template in Directory.EnumerateFiles(Infra, "*.bicep", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            complaints.Add(await Bicep.ComplaintsAsync(template));
        Assert.True(complaints.Count >= 9, "templates are missing");
        Assert.Empty(string.Join('\n', complaints).Trim());
    }

    [Theory]
    [InlineData("param name int\noutput o string = name\n", "BCP033")]                                          // wrong type
    [InlineData("resource a 'Microsoft.Storage/storageAccounts@2025-06-01' = {\n  name: 'a'\n}\n", "BCP035")]       // required properties are missing
    [InlineData("resource a 'Microsoft.Storage/storageAccounts@1999-01-01' existing = {\n  name: 'a'\n}\noutput o string = a.id\n", "BCP081")]     // no such version
    [InlineData("param a string\n", "no-unused-params")]
    public async Task Compile_PlantedMistake_IsFound(string text, string code)
    {
        var folder = Directory.CreateTempSubdirectory("bicep-").FullName;
        var file = Path.Join(folder, "x.bicep");
        await File.WriteAllTextAsync(file, text);
        Assert.Contains(code, await Bicep.ComplaintsAsync(file), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Deployment_Settings_HoldNoSecretAndNoKey()
    {
        var template = (await Bicep.CompileAsync(Path.Join(Infra, "main.bicep"))).GetRawText();
        Assert.DoesNotMatch(KeyFunction(), template);
        Assert.DoesNotMatch(SecretText(), template);
        Assert.Matches("@Microsoft.KeyVault\\(SecretUri=", template);
    }

    [Fact]
    public async Task Deployment_WithGpuAndScheduler_MakesWhatWasAskedFor()
    {
        var resources = await Bicep.PredictAsync(Infra, WithGpu);
        AssertIdentityAlone(resources);
        AssertGpuHost(resources);
        AssertFlexConsumption(resources);
        Assert.Equal(3, resources.Count(resource => Type(resource) is "Microsoft.Insights/metricAlerts" or "Microsoft.Insights/scheduledQueryRules"));
        Assert.Single(resources, resource => Type(resource) == "Microsoft.DurableTask/schedulers");
        Assert.Contains("azureManaged", Settings(resources), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deployment_WithoutScheduler_KeepsRunsInStorage()
    {
        var resources = await Bicep.PredictAsync(Infra, new Dictionary<string, string>(StringComparer.Ordinal) { ["durableTaskScheduler"] = "false", ["location"] = "\"westeurope\"" });
        Assert.DoesNotContain(resources, resource => Type(resource) == "Microsoft.DurableTask/schedulers");
        Assert.DoesNotContain(resources, resource => Type(resource) == "Microsoft.App/containerApps");
        Assert.DoesNotContain("azureManaged", Settings(resources), StringComparison.Ordinal);
    }

    private static void AssertIdentityAlone(IReadOnlyList<JsonElement> resources)
    {
        var storage = One(resources, "Microsoft.Storage/storageAccounts").GetProperty("properties");
        Assert.False(storage.GetProperty("allowSharedKeyAccess").GetBoolean());
        Assert.False(storage.GetProperty("allowBlobPublicAccess").GetBoolean());
        Assert.True(One(resources, "Microsoft.KeyVault/vaults").GetProperty("properties").GetProperty("enableRbacAuthorization").GetBoolean());
        Assert.True(One(resources, "Microsoft.Insights/components").GetProperty("properties").GetProperty("DisableLocalAuth").GetBoolean());
        foreach (var type in new[] { "Microsoft.Web/sites", "Microsoft.App/containerApps" })
            Assert.Equal("UserAssigned", One(resources, type).GetProperty("identity").GetProperty("type").GetString());
        Assert.Equal(6, resources.Count(resource => Type(resource) == "Microsoft.Authorization/roleAssignments"));
    }

    private static void AssertGpuHost(IReadOnlyList<JsonElement> resources)
    {
        var environment = One(resources, "Microsoft.App/managedEnvironments").GetProperty("properties");
        var profile = environment.GetProperty("workloadProfiles").EnumerateArray().Single();
        Assert.StartsWith("Consumption-GPU-", profile.GetProperty("workloadProfileType").GetString(), StringComparison.Ordinal);

        var app = One(resources, "Microsoft.App/containerApps").GetProperty("properties");
        Assert.Equal(profile.GetProperty("name").GetString(), app.GetProperty("workloadProfileName").GetString());
        var scale = app.GetProperty("template").GetProperty("scale");
        Assert.Equal(0, scale.GetProperty("minReplicas").GetInt32());
        var rule = scale.GetProperty("rules").EnumerateArray().Single().GetProperty("custom");
        Assert.Equal("azure-queue", rule.GetProperty("type").GetString());
        Assert.Contains("userAssignedIdentities", rule.GetProperty("identity").GetString(), StringComparison.Ordinal);
        var queue = One(resources, "Microsoft.Storage/storageAccounts/queueServices/queues").GetProperty("name").GetString()!;
        Assert.Equal(queue.Split('/')[^1], rule.GetProperty("metadata").GetProperty("queueName").GetString());
        Assert.True(int.Parse(rule.GetProperty("metadata").GetProperty("queueLength").GetString()!, System.Globalization.CultureInfo.InvariantCulture) > 0);
    }

    private static void AssertFlexConsumption(IReadOnlyList<JsonElement> resources)
    {
        Assert.Equal("FC1", One(resources, "Microsoft.Web/serverfarms").GetProperty("sku").GetProperty("name").GetString());
        var runtime = One(resources, "Microsoft.Web/sites").GetProperty("properties").GetProperty("functionAppConfig").GetProperty("runtime");
        Assert.Equal("dotnet-isolated", runtime.GetProperty("name").GetString());
        Assert.Equal("10.0", runtime.GetProperty("version").GetString());
    }

    private static JsonElement One(IReadOnlyList<JsonElement> resources, string type) => resources.Single(resource => Type(resource) == type);

    private static string Settings(IReadOnlyList<JsonElement> resources) => One(resources, "Microsoft.Web/sites/config").GetProperty("properties").GetRawText();

    private static string Type(JsonElement resource) => resource.GetProperty("type").GetString()!;

    [GeneratedRegex("list(Keys|Secrets|ConnectionStrings|AccountSas|ServiceSas)|getSecret", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KeyFunction();

    [GeneratedRegex("AccountKey=|SharedAccessSignature=|sig=|\"adminPassword|-----BEGIN", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex SecretText();
}
