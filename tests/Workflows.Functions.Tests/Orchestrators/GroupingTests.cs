using Workflows.Contracts.Files;
using Workflows.Contracts.Review;
using Workflows.Functions.Orchestrators;

namespace Workflows.Functions.Tests.Orchestrators;

public sealed class GroupingTests
{
    [Fact]
    public void Group_AnyOrderOfFiles_GivesTheSameGroups()
    {
        var files = Enumerable.Range(0, 400).Select(i => Text($"src/p{i % 23}/f{i}.cs", 100 + i)).ToList();

        var forward = Grouping.Group(files, 12);
        var backward = Grouping.Group([.. files.AsEnumerable().Reverse()], 12);

        Assert.Equal(Names(forward), Names(backward));
        Assert.Equal(forward.SelectMany(group => group.Files), backward.SelectMany(group => group.Files));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(12)]
    public void Group_ManyFolders_KeepsTheLimitUniqueNamesAndEveryFile(int groupsMax)
    {
        var files = Enumerable.Range(0, 1000)
            .Select(i => Text($"{(i % 7 == 0 ? "" : $"a{i % 40}/b{i % 3}/")}f{i}.{(i % 2 == 0 ? "cs" : "md")}", i)).ToList();

        var groups = Grouping.Group(files, groupsMax);

        Assert.InRange(groups.Count, 1, groupsMax);
        Assert.Equal(groups.Count, Names(groups).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(files.Select(file => file.Path).Order(StringComparer.Ordinal), groups.SelectMany(group => group.Files)
            .Select(file => file.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Group_OneFlatFolder_CutsByKind()
    {
        var files = Enumerable.Range(0, 30).Select(i => Text($"f{i}.{(i % 2 == 0 ? "cs" : "md")}", 100)).ToList();

        Assert.Equal(["top level (code)", "top level (documents)"], Names(Grouping.Group(files, 12)));
    }

    [Fact]
    public void Group_Nothing_IsEmpty() => Assert.Empty(Grouping.Group([], 12));

    [Fact]
    public void Cut_Files_KeepsBothLimitsAndOrder()
    {
        var files = Enumerable.Range(0, 300).Select(i => new ListedFile($"f{i:000}", i == 5 ? 5_000_000_000 : 400_000)).ToList();

        var batches = Batching.Cut("/r", files);

        Assert.Equal(files.Select(file => file.Path), batches.SelectMany(batch => batch.Paths));
        Assert.All(batches, batch => Assert.InRange(batch.Paths.Count, 1, Batching.FilesMax));
        Assert.Contains(batches, batch => batch.Paths is ["f005"]);
    }

    [Fact]
    public void Of_SameBytes_CountsDuplicatesAndLeavesEmptyFilesOut()
    {
        FileRecord Same(string path, long size) => new(path, size) { Sha256 = new string('a', 64) };

        var overview = Overview.Of([Same("b", 10), Same("a", 10), Same("c", 10), new("x", 0) { Sha256 = "e" },
            new("y", 0) { Sha256 = "e" }]);

        Assert.Equal(["a", "b", "c"], Assert.Single(overview.Duplicates).Files);
        Assert.Equal(20, overview.DuplicateBytes);
    }

    private static IEnumerable<string> Names(IReadOnlyList<FileGroup> groups) => groups.Select(group => group.Name);

    private static FileRecord Text(string path, long tokens) => new(path, tokens * 4) { IsText = true, Encoding = "ascii", Tokens = tokens,
        Lines = 1 };
}
