using Microsoft.Azure.Functions.Worker;
using Workflows.Contracts.Files;
using Workflows.Contracts.Review;

namespace Workflows.Activities.Files;

/// <summary>Lists the files of a folder.</summary>
/// <param name="lister">Walks the folder.</param>
public sealed class ListFilesActivity(IFolderLister lister)
{
    /// <summary>Lists a folder.</summary>
    /// <param name="folder">Full path; empty means the samples that ship with the app.</param>
    /// <param name="cancellationToken">Stops the walk.</param>
    /// <returns>The files in ordinal order; a folder that cannot be reviewed is told in <see cref="FolderListing.Problem"/>.</returns>
    [Function("ListFiles")]
    public FolderListing Run([ActivityTrigger] string folder, CancellationToken cancellationToken)
    {
        var named = !string.IsNullOrWhiteSpace(folder);
        if (named && !Path.IsPathFullyQualified(folder))
            return new FolderListing(folder, [],
                []) { Problem = $"'{folder}' is not a full path; name the folder from the root of its drive or file system." };
        var listing = lister.List(named ? folder : SampleFolder.FullPath, cancellationToken);
        return listing is { Problem: null, Files.Count: 0 }
            ? listing with { Problem = $"The folder '{listing.Root}' holds no files to review." }
            : listing;
    }
}
