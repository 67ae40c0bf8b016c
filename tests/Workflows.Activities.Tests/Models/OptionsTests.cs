using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Workflows.Activities.Models;

namespace Workflows.Activities.Tests.Models;

public sealed class OptionsTests
{
    [Fact]
    public async Task Start_NothingConfigured_HasTheBuiltInModelOnly()
    {
        await using var models = new TestModels([]);

        Assert.Equal("extractive", Assert.Single(models.Gateway.Models).Name);
        Assert.Equal("extractive", models.Gateway.Default.Provider);
        Assert.Equal(0m, models.Gateway.Default.InputPricePerMillion);
    }

    [Fact]
    public async Task Start_KeysAlone_KeepTheBuiltInModel()
    {
        await using var models = new TestModels(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["OPENAI_API_KEY"] = "k1",
            ["ANTHROPIC_API_KEY"] = "k2",
            ["AZURE_OPENAI_API_KEY"] = "k3",
            ["AZURE_OPENAI_ENDPOINT"] = "https://x.openai.azure.com",
        });

        Assert.Equal("extractive", models.Gateway.Default.Provider);
    }

    [Theory]
    [InlineData("openai:gpt-5-mini", "openai", "gpt-5-mini", null)]
    [InlineData("anthropic:claude-sonnet-4-5", "anthropic", "claude-sonnet-4-5", null)]
    [InlineData("azure-openai:chat", "azure-openai", "chat", "https://x.openai.azure.com/openai/v1/")]
    [InlineData("azure:chat@https://y.openai.azure.com/openai/v1", "azure-openai", "chat", "https://y.openai.azure.com/openai/v1")]
    [InlineData("compatible:llama3:8b@http://127.0.0.1:11434/v1", "openai-compatible", "llama3:8b", "http://127.0.0.1:11434/v1")]
    [InlineData("openai-compatible:a@b@https://h/v1", "openai-compatible", "a@b", "https://h/v1")]
    public void Read_Shorthand_PlugsInTheModel(string shorthand, string provider, string model, string? endpoint)
    {
        var errors = new List<string>();
        var set = Read(
            new()
            {
                ["Models:Default"] = shorthand,
                ["OPENAI_API_KEY"] = "k1",
                ["ANTHROPIC_API_KEY"] = "k2",
                ["AZURE_OPENAI_API_KEY"] = "k3",
                ["AZURE_OPENAI_ENDPOINT"] = "https://x.openai.azure.com/",
            },
            errors);

        Assert.Empty(errors);
        Assert.Equal((provider, model), (set.Default.Provider.Word(), set.Default.Model));
        Assert.Equal(endpoint, set.Default.Endpoint?.AbsoluteUri);
    }

    [Fact]
    public void Read_NamedModel_TakesEverySetting()
    {
        var errors = new List<string>();
        var set = Read(
            TestModels.Settings(
                "openai", "http://127.0.0.1:9", ("MaxOutputTokens", "500"), ("TimeoutSeconds", "9"), ("ContextTokens", "8000"),
                ("MaxConcurrent", "2"), ("Models:Named:short", "compatible:x@http://10.0.0.1/v1")),
            errors);

        Assert.Empty(errors);
        var model = set.ByName["M"];
        Assert.Equal((500, 9d, 8000, 2), (model.MaxOutputTokens, model.Timeout.TotalSeconds, model.ContextTokens, model.MaxConcurrent));
        Assert.Equal((2.5m, 10m), (model.InputPricePerMillion, model.OutputPricePerMillion));
        Assert.Equal("x", set.ByName["short"].Model);
    }

    [Fact]
    public async Task Start_ManyErrors_StopsTheStartAndReportsAllAtOnce()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Models:Default"] = "missing",
            ["Models:Defualt"] = "openai:x",
            ["Models:Named:extractive"] = "openai:gpt-5-mini",
            ["Models:Named:a:Provider"] = "opnai",
            ["Models:Named:b:Provider"] = "openai",
            ["Models:Named:b:TimeoutSeconds"] = "soon",
            ["Models:Named:b:MaxConcurrent"] = "0",
            ["Models:Named:b:InputPricePerMillion"] = "-1",
            ["Models:Named:b:Temprature"] = "1",
            ["Models:Named:c:Provider"] = "openai-compatible",
            ["Models:Named:c:Model"] = "x",
            ["Models:Named:d:Provider"] = "azure-openai",
            ["Models:Named:d:Model"] = "x",
            ["Models:Named:d:Endpoint"] = "http://elsewhere.example/openai/deployments/x?api-version=1",
        });
        builder.Services.AddModels(builder.Configuration);
        using var host = builder.Build();

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        string[] expected =
        [
            "Models:Default is neither", "unknown setting 'Defualt'", "Named:extractive is taken",
            "Models:Named:a:Provider must be", "Models:Named:b names no model",
            "set OPENAI_API_KEY", "b:TimeoutSeconds must be a whole number", "b:MaxConcurrent must be from 1 to 1024",
            "b:InputPricePerMillion must be from 0", "b has one price only", "b:Temprature is not a setting",
            "c needs the server's base address",
            "set AZURE_OPENAI_API_KEY", "d: the endpoint must not carry",
        ];
        Assert.All(expected, part => Assert.Contains(error.Failures, failure => failure.Contains(part, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("openai", "http://api.example.com/v1", "must start with https://")]
    [InlineData("anthropic", "ftp://api.example.com", "must be an address")]
    [InlineData("azure-openai", "https://x.openai.azure.com/openai/deployments/y", "the resource's address alone")]
    [InlineData("openai-compatible", "https://h/v1?key=abc", "must not carry")]
    public void Read_BadEndpoint_SaysWhat(string provider, string endpoint, string problem)
    {
        var errors = Errors(TestModels.Settings(provider, "http://127.0.0.1:9", ("Endpoint", endpoint)));

        Assert.Contains(problem, Assert.Single(errors), StringComparison.Ordinal);
    }

    internal static List<string> Errors(Dictionary<string, string?> settings)
    {
        var errors = new List<string>();
        Read(settings, errors);
        return errors;
    }

    private static ModelSet Read(Dictionary<string, string?> settings, List<string> errors)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var options = new ModelOptions();
        new ModelOptionsReader(configuration).Configure(options);
        return ModelSet.Read(options, configuration, errors);
    }
}
