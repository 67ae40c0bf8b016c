using Repository.Tests.Rules;
using Repository.Tests.Support;

namespace Repository.Tests;

public sealed class LayerTests
{
    [Fact]
    public void References_OfEverySourceProject_PointToLowerLayers() =>
        Verdict.None(
            ProjectFile.All.Where(project => project.IsSource).SelectMany(Layers.Find),
            "Higher layers reference lower ones; see ARCHITECTURE.md.");

    [Fact]
    public void Source_AllLayers_ArePresent() =>
        Assert.Equivalent(Layers.Names, ProjectFile.All.Where(project => project.IsSource).Select(project => project.Name), strict: true);

    [Fact]
    public void Graph_WithHostAzure_HasNoRuntimeProject() =>
        Verdict.None(Layers.FindRuntimeOnAzure(ProjectFile.All, "Workflows.Functions"), "Put the reference under WorkflowsHost != Azure.");

    [Fact]
    public void Solution_EveryProject_IsInIt()
    {
        var solution = Repo.File("Workflows.sln").Text.Replace('\\', '/');
        var missing = ProjectFile.All.Select(project => project.Path).Where(path => !solution.Contains(path, StringComparison.Ordinal));
        Verdict.None(missing, "Add it with dotnet sln add.");
    }

    [Theory]
    [InlineData("Workflows.Contracts", "<PackageReference Include=\"OpenAI\" />")]
    [InlineData("Workflows.Contracts", "<ProjectReference Include=\"../Runtime.Api/Runtime.Api.csproj\" />")]
    [InlineData("Runtime.Engine", "<PackageReference Include=\"SQLitePCLRaw.bundle_e_sqlite3\" />")]
    [InlineData("Runtime.Engine", "<ProjectReference Include=\"../Runtime.TaskHub/Runtime.TaskHub.csproj\" />")]
    [InlineData("Runtime.TaskHub", "<PackageReference Include=\"Dapper\" />")]
    [InlineData("GpuHost", "<ProjectReference Include=\"..\\Workflows.Activities\\Workflows.Activities.csproj\" />")]
    [InlineData("Workflows.Functions", "<ProjectReference Include=\"../Workflows.Cli/Workflows.Cli.csproj\" />")]
    [InlineData("Workflows.Functions", "<PackageReference Include=\"Microsoft.DurableTask.Client\" />")]
    [InlineData("Workflows.Activities", "<ProjectReference Include=\"../Runtime.Api/Runtime.Api.csproj\" Condition=\"'$(OS)' == 'Unix'\" />")]
    [InlineData("Workflows.Extra", "")]
    public void Layers_ForbiddenReference_IsFound(string project, string item) => Assert.NotEmpty(Layers.Find(Planted(project, item)));

    [Fact]
    public void Graph_UnconditionalRuntime_IsFound() => Assert.NotEmpty(
        Layers.FindRuntimeOnAzure(
            [Planted("Workflows.Functions", "<ProjectReference Include=\"../Runtime.Host/Runtime.Host.csproj\" />")], "Workflows.Functions"));

    private static ProjectFile Planted(string project, string item) =>
        ProjectFile.Parse(new SourceFile(
            $"src/{project}/{project}.csproj", $"<Project Sdk=\"Microsoft.NET.Sdk\"><ItemGroup>{item}</ItemGroup></Project>"));
}
