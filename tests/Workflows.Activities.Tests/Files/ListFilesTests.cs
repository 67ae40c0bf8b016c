using Workflows.Activities.Files;
using Workflows.Contracts.Files;
using Workflows.Contracts.Review;

namespace Workflows.Activities.Tests.Files;

public sealed class ListFilesTests
{
    [Fact]
    public void Run_RelativePath_IsAProblemThatSaysSo() =>
        Assert.Contains("not a full path", new ListFilesActivity(new Nothing()).Run("some/folder", CancellationToken.None)
            .Problem, StringComparison.Ordinal);

    [Fact]
    public void Run_EmptyFolder_IsAProblem() =>
        Assert.Contains("holds no files", new ListFilesActivity(new Nothing()).Run(Path.GetTempPath(), CancellationToken.None)
            .Problem, StringComparison.Ordinal);

    [Fact]
    public void Run_NoFolder_ListsTheSamples() =>
        Assert.Equal(SampleFolder.FullPath, new ListFilesActivity(new Nothing()).Run("", CancellationToken.None).Root);

    private sealed class Nothing : IFolderLister
    {
        public FolderListing List(string folder, CancellationToken cancellationToken) => new(folder, [], []);
    }
}
