using System.Text.Json;
using Azure.Tests.Building;
using Azure.Tests.Support;

namespace Azure.Tests.Workers;

/// <summary>The app as Azure starts it: Program.cs on Microsoft's worker, with these tests in the place of the Functions host.</summary>
[Collection(AzureBuildCollection.Name)]
public sealed class WorkerTests
{
    private static readonly string App = AzureBuild.Built("src/Workflows.Functions");

    [Fact]
    public async Task Worker_OfTheApp_StartsAndReportsEveryFunction()
    {
        await using var worker = await Worker.StartAsync(App, "Workflows.Functions.dll");
        var functions = await worker.ListFunctionsAsync();
        var declared = DeclaredFunctions.Read(App, "Workflows.Functions", "Workflows.Activities").Select(function => function.Name);
        Assert.Equal(declared.Order(StringComparer.Ordinal), functions.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Worker_OfTheApp_RunsAnActivityWithItsServices()
    {
        await using var worker = await Worker.StartAsync(App, "Workflows.Functions.dll");
        var functions = await worker.ListFunctionsAsync();
        var answer = await worker.CallAsync(functions["ListFiles"], "folder", JsonSerializer.Serialize(Repository.Path("samples")));
        using var listing = JsonDocument.Parse(answer);
        Assert.Equal(Repository.Path("samples"), listing.RootElement.GetProperty("Root").GetString());
        Assert.NotEmpty(listing.RootElement.GetProperty("Files").EnumerateArray());
    }
}
