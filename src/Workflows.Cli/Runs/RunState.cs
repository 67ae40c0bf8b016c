using System.Text.Json;
using Runtime.Engine.Store;
using Workflows.Contracts.Review;

namespace Workflows.Cli.Runs;

/// <summary>A run at one moment, as the screen shows it.</summary>
/// <param name="Row">The run; null when it is not stored yet.</param>
/// <param name="Ended">Whether it has ended.</param>
/// <param name="Activities">Activities that run now in this process.</param>
internal sealed record RunState(RunRow? Row, bool Ended, int Activities)
{
    /// <summary>How a review stands; null when the run tells nothing of the kind.</summary>
    public ReviewProgress? Review => Row?.CustomStatus is { } json && json.Contains("\"Phase\"", StringComparison.OrdinalIgnoreCase)
        ? JsonSerializer.Deserialize<ReviewProgress>(json, JsonSerializerOptions.Web)
        : null;
}
