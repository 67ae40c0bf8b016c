using System.Diagnostics;
using GpuHost.Core;
using Workflows.Contracts.Review;

namespace GpuHost.Tests.Core;

public sealed class FolderListerTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void List_Folder_IsInOrdinalOrderOfPath()
    {
        string[] paths = ["a/b.txt", "a-b.txt", "a.txt", "B.txt", "a/a/z", "é.txt", "a0", "node_modules/m/i.js"];
        foreach (var path in paths)
            folder.Write(path, "text");
        var listing = List(folder.Root);
        Assert.Equal(paths.Order(StringComparer.Ordinal), listing.Files.Select(file => file.Path));
        Assert.All(listing.Files, file => Assert.Equal(4, file.Size));
        Assert.Null(listing.Problem);
    }

    [Fact]
    public void List_MetadataAndBuildOutput_IsLeftOut()
    {
        string[] paths =
        [
            ".git/config", ".hg/x", ".svn/x", ".workflows/hub.db", "p/p.csproj", "p/bin/a.dll", "p/obj/b", "q/bin/tool", ".github/w.yml",
        ];
        foreach (var path in paths)
            folder.Write(path, "x");
        var listing = List(folder.Root);
        Assert.Equal([".github/w.yml", "p/p.csproj", "q/bin/tool"], listing.Files.Select(file => file.Path));
    }

    [Fact]
    public void List_LinksAndPipes_AreNamedWithTheReason()
    {
        using var outside = new TempFolder();
        outside.Write("x.txt", "text");
        folder.Write("real/a.txt", "text");
        folder.Link("loop", ".");
        folder.Link("folder", "real");
        folder.Link("file", "real/a.txt");
        folder.Link("out", Path.Join(outside.Root, "x.txt"));
        folder.Link("broken", "nothing");
        folder.Link("self", "self");
        using (var make = Process.Start("mkfifo", Path.Join(folder.Root, "pipe")))
            make.WaitForExit();
        var listing = List(folder.Root);
        Assert.Equal([("file", 4L), ("real/a.txt", 4L)], listing.Files.Select(file => (file.Path, file.Size)));
        Assert.Equal(["broken", "folder", "loop", "out", "pipe", "self"], listing.Skipped.Select(entry => entry.Path));
        var reasons = listing.Skipped.ToDictionary(entry => entry.Path, entry => entry.Reason, StringComparer.Ordinal);
        Assert.Contains("nowhere", reasons["broken"], StringComparison.Ordinal);
        Assert.Contains("not followed", reasons["folder"], StringComparison.Ordinal);
        Assert.Contains("out of the folder", reasons["out"], StringComparison.Ordinal);
        Assert.Contains("pipe", reasons["pipe"], StringComparison.Ordinal);
        Assert.Contains("loop", reasons["self"], StringComparison.Ordinal);
    }

    [Fact]
    public void List_MoreFilesThanAllowed_IsAProblem()
    {
        for (var index = 0; index < 12; index++)
            folder.Write($"d{index % 3}/f{index}", "");
        Assert.Contains("more than 10 files", List(folder.Root, 10).Problem, StringComparison.Ordinal);
        Assert.Null(List(folder.Root, 12).Problem);
    }

    [Fact]
    public void List_ManySkipped_NamesSomeAndCountsTheRest()
    {
        for (var index = 0; index < 230; index++)
            folder.Link($"l{index}", "nothing");
        var listing = List(folder.Root);
        Assert.Equal((200, 30), (listing.Skipped.Count, listing.SkippedLeftOut));
    }

    [Fact]
    public void List_MissingFolderOrFile_IsAProblemWithACure()
    {
        var file = folder.Write("a.txt", "text");
        Assert.Contains("does not exist", List(folder.Root + "-gone").Problem, StringComparison.Ordinal);
        Assert.Contains("is a file", List(file).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void List_EmptyFolder_HasNoFilesAndNoProblem()
    {
        var listing = List(folder.Root);
        Assert.Equal((0, null), (listing.Files.Count, listing.Problem));
    }

    private static FolderListing List(string root, int filesMax = FolderLister.FilesMaxDefault) =>
        new FolderLister(filesMax).List(root, CancellationToken.None);
}
