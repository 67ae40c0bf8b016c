using Microsoft.DurableTask;
using Microsoft.DurableTask.Abstractions;
using Microsoft.DurableTask.Internal;

namespace Runtime.Api.Tests.DurableTask;

public sealed class NameAndVersionTests
{
    [Fact]
    public void Fact020_TaskName_OtherCase_IsEqual()
    {
        TaskName name = "Review";

        Assert.Equal(new TaskName("REVIEW"), name);
        Assert.True(name == "review");
        Assert.Equal(new TaskName("REVIEW").GetHashCode(), name.GetHashCode());
        Assert.Equal("Review", name.ToString());
        Assert.Equal("", default(TaskName).Name);
    }

    [Fact]
    public void Fact021_TaskVersion_NotGiven_IsEmptyNotNull()
    {
        Assert.Equal("", default(TaskVersion).Version);
        Assert.Equal("", new TaskVersion(null).Version);
        Assert.Equal(TaskVersion.Unversioned, new TaskVersion(""));
        Assert.Equal(new TaskVersion("1.0-A"), new TaskVersion("1.0-a"));
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "0.0", -1)]
    [InlineData("1", "", 1)]
    [InlineData("1.9", "1.10", -1)]
    [InlineData("2.0", "1.10", 1)]
    [InlineData("1.0-beta", "1.0-BETA", 0)]
    [InlineData("alpha", "beta", -1)]
    [InlineData("1.10", "1.9-x", -1)]
    public void Fact084_CompareVersions_OfEachKind_Orders(string source, string other, int sign) =>
        Assert.Equal(sign, Math.Sign(TaskOrchestrationVersioningUtils.CompareVersions(source, other)));

    [Theory]
    [InlineData("")]
    [InlineData("@entity")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\nb")]
    public void Fact063And064_InstanceId_AgainstARule_IsRefused(string id) =>
        Assert.Throws<ArgumentException>(() => InstanceIdRules.ThrowIfInvalid(id, "id"));

    [Fact]
    public void Fact063_InstanceId_Length_IsOneTo256()
    {
        InstanceIdRules.ThrowIfInvalid(new string('x', 256), "id");
        InstanceIdRules.ThrowIfInvalid("a@b ü", "id");
        Assert.Throws<ArgumentException>(() => InstanceIdRules.ThrowIfInvalid(new string('x', 257), "id"));
    }

    [Fact]
    public void Options_Copied_KeepEverything()
    {
        var options = new TaskOptions(tags: new Dictionary<string, string> { ["a"] = "b" }) { Version = "2" };
        var child = options.WithInstanceId("child-1");

        Assert.Equal("child-1", child.InstanceId);
        Assert.Same(options.Tags, child.Tags);
        Assert.Equal("2", child.Version!.Value.Version);
        Assert.Equal("3", ((TaskOptions)(child with { Version = "3" })).Version!.Value.Version);
        Assert.Equal(child, new SubOrchestrationOptions(child));

        var start = new StartOrchestrationOptions("i", DateTimeOffset.UnixEpoch) { Version = "1", DedupeStatuses = ["Running"] };
        Assert.Equal(start, new StartOrchestrationOptions(start));
        Assert.Empty(start.Tags);
    }
}
