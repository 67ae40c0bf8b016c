using Workflows.Contracts.Review;

namespace Workflows.Contracts.Batches;

/// <summary>What is to be written beside a drop.</summary>
/// <param name="Drop">The drop.</param>
/// <param name="Key">Names the folder where its files were laid out, which is not needed any more.</param>
/// <param name="Report">What was found.</param>
public sealed record DropReport(DropRequest Drop, string Key, ReviewReport Report);
