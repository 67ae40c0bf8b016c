using Microsoft.Extensions.DependencyInjection;
using Workflows.Activities.Models;
using Workflows.Activities.Models.Routing;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Tests.Models;

/// <summary>Who may be chosen at all: capabilities, context, region, price ceiling and names, each with its reason.</summary>
public sealed class PlannerTests
{
    private static readonly ModelPlanRequest Question = new(4_000, new ModelAsker("a") { Run = "r" });

    public static TheoryData<ModelPolicy, long, string> Constraints => new()
    {
        { new ModelPolicy { Needs = ["vision"] }, 4_000, "eyes" },
        { new ModelPolicy { Region = "EU" }, 4_000, "near" },
        { new ModelPolicy { CeilingUsd = 0.02m }, 4_000, "near" },
        { new ModelPolicy { Among = ["big"] }, 4_000, "big" },
        { new ModelPolicy { CeilingUsd = 5m }, 400_000, "big" },
        { new ModelPolicy { Needs = ["vision"], Region = "eu" }, 4_000, "" },
        { new ModelPolicy { CeilingUsd = 0.0001m }, 4_000, "" },
        { new ModelPolicy { Among = ["nobody"] }, 4_000, "" },
    };

    [Theory]
    [MemberData(nameof(Constraints))]
    public async Task Plan_WithConstraints_ChoosesOnlyWhoFits(ModelPolicy policy, long bytes, string model)
    {
        await using var models = Fleet();

        var plan = models.Services.GetRequiredService<CallPlanner>().Plan(Question with { Bytes = bytes, Policy = policy });

        Assert.Equal(model, plan.Model);
        if (model.Length == 0)
        {
            foreach (var name in new[] { "eyes", "near", "big" })
                Assert.Contains(name, plan.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Plan_WhoHasFailedTheQuestion_IsNotAskedAgain()
    {
        await using var models = Fleet();
        var planner = models.Services.GetRequiredService<CallPlanner>();
        var request = Question with { Policy = new ModelPolicy { Among = ["eyes", "near"] } };
        var first = planner.Plan(request);
        var second = planner.Plan(request with { Tried = [first.Model] });

        Assert.True(first.HasFallback);
        Assert.NotEqual(first.Model, second.Model);
        Assert.False(second.HasFallback);
        Assert.Equal("", planner.Plan(request with { Tried = ["eyes", "near"] }).Model);
    }

    [Fact]
    public async Task Plan_OfAQuestionThatWasUnderWay_KeepsItsModelUnlessThatIsOut()
    {
        await using var models = Fleet();
        var planner = models.Services.GetRequiredService<CallPlanner>();
        var request = Question with { Policy = new ModelPolicy { Among = ["eyes", "near"] } };
        var other = planner.Plan(request with { Tried = [planner.Plan(request).Model] }).Model;

        Assert.Equal((other, "as chosen before the process died"), Of(planner.Plan(request with { Chosen = other })));

        models.Services.GetRequiredService<ModelClients>().Find(other)!.Circuit.Quarantine("broken");
        Assert.NotEqual(other, planner.Plan(request with { Chosen = other }).Model);
        Assert.NotEqual("big", planner.Plan(request with { Chosen = "big" }).Model);

        static (string, string) Of(ModelPlan plan) => (plan.Model, plan.Reason);
    }

    private static TestModels Fleet()
    {
        var settings = new Dictionary<string, string?>();
        foreach (var (name, region, capabilities, context, price) in new[]
        {
            ("eyes", "us", "tools,json,vision", "60000", "10"), ("near", "eu", "tools,json", "60000", "0.5"), ("big", "us", "tools,json", "1000000", "10"),
        })
        {
            var path = $"Models:Named:{name}:";
            settings[path + "Provider"] = "openai-compatible";
            settings[path + "Model"] = name;
            settings[path + "Endpoint"] = "http://127.0.0.1:9/v1";
            settings[path + "Region"] = region;
            settings[path + "Capabilities"] = capabilities;
            settings[path + "ContextTokens"] = context;
            settings[path + "InputPricePerMillion"] = price;
            settings[path + "OutputPricePerMillion"] = price;
        }

        return new TestModels(settings);
    }
}
