using Workflows.Contracts.Files;
using Workflows.Contracts.Review;

namespace Workflows.Functions.Orchestrators;

/// <summary>What agents review.</summary>
/// <param name="Listing">The folder that the files are in.</param>
/// <param name="Records">What was found out about them.</param>
/// <param name="Request">What is asked for.</param>
/// <param name="Started">When the run began.</param>
internal sealed record ReviewSubject(FolderListing Listing, IReadOnlyList<FileRecord> Records, ReviewRequest Request, DateTimeOffset Started);
