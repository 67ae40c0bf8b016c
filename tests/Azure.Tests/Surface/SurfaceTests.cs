using System.Reflection;
using Azure.Tests.Building;
using Azure.Tests.Support;

namespace Azure.Tests.Surface;

/// <summary>What our types offer, held against the metadata of Microsoft's packages.</summary>
[Collection(AzureBuildCollection.Name)]
public sealed class SurfaceTests : IDisposable
{
    private static readonly string[] RealAssemblies =
    [
        "Microsoft.DurableTask.Abstractions", "Microsoft.DurableTask.Client", "Microsoft.DurableTask.Worker", "Microsoft.Azure.Functions.Worker",
        "Microsoft.Azure.Functions.Worker.Core", "Microsoft.Azure.Functions.Worker.Extensions.Abstractions", "Microsoft.Azure.Functions.Worker.Extensions.DurableTask",
        "Microsoft.Azure.Functions.Worker.Extensions.Http", "Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore", "Microsoft.Azure.Functions.Worker.Extensions.Timer",
        "Microsoft.Azure.Functions.Worker.Extensions.Storage.Blobs", "Microsoft.Azure.Functions.Worker.Extensions.Storage.Queues",
    ];

    private readonly MetadataLoadContext ours = Metadata.Open(Repository.LocalProbe);
    private readonly MetadataLoadContext theirs = Metadata.Open(AzureBuild.Built("samples/quickstarts/AsyncHttpApi"), AzureBuild.Built("src/Workflows.Functions"));
    private readonly SortedDictionary<string, SortedSet<string>> offered;
    private readonly SortedDictionary<string, SortedSet<string>> real;

    public SurfaceTests(AzureBuild build)
    {
        ArgumentNullException.ThrowIfNull(build);
        offered = SurfaceReader.Read(new[] { "Runtime.Api", "Runtime.Host" }.Select(ours.LoadFromAssemblyName), space => space.StartsWith("Microsoft.", StringComparison.Ordinal));
        var spaces = offered.Keys.Select(Space).ToHashSet(StringComparer.Ordinal);
        real = SurfaceReader.Read(RealAssemblies.Append("Microsoft.Azure.Functions.Worker.ApplicationInsights").Select(theirs.LoadFromAssemblyName), spaces.Contains);
    }

    [Fact]
    public void Types_OfOurs_ExistThereWithTheSameMembers()
    {
        Assert.True(offered.Count > 150, $"only {offered.Count} types were read");
        var beyond = offered.SelectMany(type => real.TryGetValue(type.Key, out var members)
            ? type.Value.Except(members).Select(member => $"{type.Key}: {member}")
            : [$"{type.Key}: whole type"]);
        AssertApproved("beyond.txt", beyond);
    }

    [Fact]
    public void Types_OfMicrosoft_AreOfferedOrListedAsMissing()
    {
        Assert.True(real.Count > 150, $"only {real.Count} types were read");
        var missing = real.SelectMany(type => offered.TryGetValue(type.Key, out var members)
            ? type.Value.Except(members).Select(member => $"{type.Key}: {member}")
            : [$"{type.Key}: whole type"]);
        AssertApproved("missing.txt", missing);
    }

    public void Dispose()
    {
        ours.Dispose();
        theirs.Dispose();
    }

    // The whole text, which an assertion on its equality would cut short.
    private static void AssertApproved(string list, IEnumerable<string> actual)
    {
        var differences = new Approved(list).Compare([.. actual]);
        Assert.True(differences.Length == 0, differences);
    }

    private static string Space(string type)
    {
        var name = type.Split('<')[0];
        return name[..name.LastIndexOf('.')];
    }
}
