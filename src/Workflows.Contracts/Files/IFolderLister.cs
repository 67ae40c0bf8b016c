using Workflows.Contracts.Review;

namespace Workflows.Contracts.Files;

/// <summary>The port to whatever finds the files of a folder before they are processed.</summary>
public interface IFolderLister
{
    /// <summary>
    /// Lists the regular files below a folder in ordinal order of path. A folder that cannot be listed is told in
    /// <see cref="FolderListing.Problem"/>, an entry that is left out in <see cref="FolderListing.Skipped"/>; neither throws.
    /// </summary>
    /// <param name="folder">Path of the folder; a relative one starts at the current folder.</param>
    /// <param name="cancellationToken">Stops between entries.</param>
    FolderListing List(string folder, CancellationToken cancellationToken);
}
