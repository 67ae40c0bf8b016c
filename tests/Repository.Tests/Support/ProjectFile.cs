using System.Xml.Linq;

namespace Repository.Tests.Support;

/// <summary>Which value of WorkflowsHost an item needs.</summary>
internal enum HostCondition
{
    Any,
    Local,
    Azure,
    Unknown,
}

/// <summary>A reference of a project to a project or a package.</summary>
internal sealed record ProjectItem(string Name, HostCondition Host);

/// <summary>What the layer rules read of a csproj.</summary>
internal sealed record ProjectFile(string Path, string Name, IReadOnlyList<ProjectItem> Projects, IReadOnlyList<ProjectItem> Packages)
{
    public static IReadOnlyList<ProjectFile> All { get; } =
        [.. Repo.Files.Where(file => file.Path.EndsWith(".csproj", StringComparison.Ordinal) && !Repo.IsSample(file)).Select(Parse)];

    public bool IsSource => Path.StartsWith("src/", StringComparison.Ordinal);

    public static ProjectFile Parse(SourceFile file)
    {
        var root = XDocument.Parse(file.Text).Root!;
        return new ProjectFile(
            file.Path, System.IO.Path.GetFileNameWithoutExtension(file.Path),
            Items(root, "ProjectReference", include => System.IO.Path.GetFileNameWithoutExtension(include.Replace('\\', '/'))),
            Items(root, "PackageReference", include => include));
    }

    private static List<ProjectItem> Items(XElement root, string kind, Func<string, string> name) =>
    [
        .. root.Descendants().Where(item => item.Name.LocalName == kind && item.Attribute("Include") is not null)
            .Select(item => new ProjectItem(name(item.Attribute("Include")!.Value), ConditionOf(item))),
    ];

    private static HostCondition ConditionOf(XElement item)
    {
        var conditions = item.AncestorsAndSelf().Select(element => element.Attribute("Condition")?.Value).OfType<string>().ToList();
        return conditions switch
        {
            [] => HostCondition.Any,
            _ when conditions.Contains("'$(WorkflowsHost)' == 'Azure'") => HostCondition.Azure,     // what narrows it further does not matter here
            ["'$(WorkflowsHost)' != 'Azure'"] => HostCondition.Local,
            _ => HostCondition.Unknown,
        };
    }
}
