using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Runtime.TaskHub.Contract;

namespace Runtime.TaskHub.Tests.Surface;

/// <summary>A hub on disk that outlives the apps of a test.</summary>
internal sealed class HubFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hub-");

    public DurableAppSetup Setup(ManualClock clock, int? restingRuns = null) => new()
    {
        Clock = clock,
        Hub = hub =>
        {
            hub.Folder = folder.FullName;
            hub.Engine = hub.Engine with { RestingRunsMax = restingRuns ?? hub.Engine.RestingRunsMax };
        },
    };

    public void Dispose() => folder.Delete(recursive: true);
}

internal static class StillClockExtensions
{
    /// <summary>Runs an orchestration to its end without moving the clock.</summary>
    public static async Task<int> OnStillClockAsync(this DurableTaskClient client, DurableApp app, TaskName name, object? input)
    {
        var id = await client.ScheduleNewOrchestrationInstanceAsync(name, input);
        return (await app.EndOnStillClockAsync(id)).ReadOutputAs<int>();
    }
}
