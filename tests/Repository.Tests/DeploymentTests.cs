using System.Text.Json;
using Repository.Tests.Rules;
using Repository.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace Repository.Tests;

public sealed class DeploymentTests
{
    private static IReadOnlyList<SourceFile> Templates => [.. Repo.Files.Where(file => file.Path.EndsWith(".bicep", StringComparison.Ordinal))];

    private static IEnumerable<SourceFile> Containers => Repo.Files.Where(file => file.Path.EndsWith("Dockerfile", StringComparison.Ordinal) && !Repo.IsSample(file));

    private static IEnumerable<SourceFile> Workflows => Repo.Files.Where(file => file.Path.StartsWith(".github/workflows/", StringComparison.Ordinal));

    [Fact]
    public void Templates_EveryParameter_IsDescribed()
    {
        Assert.NotEmpty(Templates);
        Verdict.None(Templates.SelectMany(Deployment.Parameters), "Say what it is for with @description.");
    }

    [Fact]
    public void Containers_EachFile_IsPinnedAndNotRoot()
    {
        Assert.NotEmpty(Containers);
        Verdict.None(Containers.SelectMany(Deployment.Container), "Mend the container file.");
    }

    [Fact]
    public void Compose_OurServices_HaveAReadOnlyRootAndNoPrivileges()
    {
        var services = (YamlMappingNode)Yaml(Repo.File("infra/containers/compose.yaml"))["services"];
        foreach (var (name, service) in services.Children.Where(pair => ((YamlMappingNode)pair.Value).Children.ContainsKey("build")))
        {
            Assert.True(((YamlScalarNode)service["read_only"]).Value == "true", $"{name} can write to its root");
            Assert.Equal("ALL", ((YamlScalarNode)service["cap_drop"][0]).Value);
            Assert.True(Path.Exists(Path.Join(Repo.Root, ((YamlScalarNode)service["build"]["dockerfile"]).Value)));
        }
    }

    [Fact]
    public void Workflows_EveryAction_IsPinnedToACommit()
    {
        Assert.NotEmpty(Workflows);
        Verdict.None(Workflows.SelectMany(Deployment.Actions), "Write the commit, and the version behind it.");
        Assert.All(Workflows, file => Assert.NotEmpty(((YamlMappingNode)Yaml(file)["jobs"]).Children));
    }

    [Fact]
    public void Azure_AppSources_NameNothingOfTheLocalHost() =>
        Verdict.None(Repo.CSharp.Where(AzureBuild.IsApp).SelectMany(AzureBuild.LocalNames), "With WorkflowsHost=Azure it does not exist.");

    [Fact]
    public void Azure_HostJson_HasOnlyKeysThatAzureKnows() => Verdict.None(
        Repo.Files.Where(file => Path.GetFileName(file.Path) == "host.json").SelectMany(AzureBuild.UnknownHostKeys), "Put it under Host: in local.settings.json.");

    [Fact]
    public void Azure_EveryPackage_IsPinnedAndDocumentedAsPinned()
    {
        var versions = AzureBuild.Versions(Repo.File("Directory.Packages.props"));
        Verdict.None(
            ProjectFile.All.SelectMany(project => project.Packages).Where(package => package.Host == HostCondition.Azure && !versions.ContainsKey(package.Name))
                .Select(package => package.Name),
            "Pin it in Directory.Packages.props.");
        Verdict.None(AzureBuild.WrongRows(Repo.File("docs/azure.md"), versions), "Write what is pinned.");
    }

    [Fact]
    public void Parameters_WithoutDescription_AreFound() =>
        Assert.Single(Deployment.Parameters(new SourceFile("infra/x.bicep", "@description('Known.')\nparam a string\n\nparam b string\n")));

    [Theory]
    [InlineData("FROM a:1\nUSER app")]
    [InlineData("FROM a:1 AS b\nFROM a:1\nUSER root")]
    [InlineData("FROM a:1 AS b\nFROM a:1")]
    [InlineData("FROM a:latest AS b\nFROM a:1\nUSER app")]
    [InlineData("FROM a AS b\nFROM a:1\nUSER app")]
    public void Container_PlantedMistake_IsFound(string text) => Assert.NotEmpty(Deployment.Container(new SourceFile("infra/x.Dockerfile", text)));

    [Theory]
    [InlineData("      - uses: actions/checkout@v4")]
    [InlineData("      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683")]
    public void Actions_PlantedTag_IsFound(string line) => Assert.NotEmpty(Deployment.Actions(new SourceFile(".github/workflows/x.yml", line)));

    [Theory]
    [InlineData("using Runtime.Host.Http; class X { }")]
    [InlineData("class X { Workflows.Runtime.LocalHostOptions o; }")]
    public void LocalNames_PlantedName_IsFound(string code) => Assert.NotEmpty(AzureBuild.LocalNames(new SourceFile("src/Workflows.Functions/X.cs", code)));

    [Fact]
    public void HostKeys_PlantedKey_IsFound() =>
        Assert.Equal(2, AzureBuild.UnknownHostKeys(new SourceFile("host.json", """{ "version": "2.0", "local": 1, "extensions": { "mine": {} } }""")).Count());

    private static YamlNode Yaml(SourceFile file)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(file.Text));
        return stream.Documents.Single().RootNode;
    }
}
