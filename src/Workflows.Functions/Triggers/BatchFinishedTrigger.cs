using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Workflows.Contracts.Batches;

namespace Workflows.Functions.Triggers;

/// <summary>Turns what the file host tells into the external events that runs wait for.</summary>
public static class BatchFinishedTrigger
{
    /// <summary>
    /// Raises the event. It is on disk before the message is gone, so none is lost; a run that gets it twice takes it once, because each batch has an
    /// event of its own. A run that has ended, or is not there, needs none.
    /// </summary>
    /// <param name="message">A <see cref="BatchFinished"/> as JSON.</param>
    /// <param name="client">Knows the runs.</param>
    /// <param name="cancellationToken">The host stops.</param>
    /// <exception cref="InvalidDataException">It is no such message; it goes to the queue's poison queue.</exception>
    [Function("BatchFinished")]
    public static async Task RunAsync(
        [QueueTrigger("file-batches-done")] string message, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var finished = Read(message);
        if (await client.GetInstanceAsync(finished.Run!, cancellationToken) is { IsCompleted: false })
            await client.RaiseEventAsync(finished.Run!, finished.Event!, finished, cancellationToken);
    }

    private static BatchFinished Read(string message)
    {
        try
        {
            var finished = JsonSerializer.Deserialize<BatchFinished>(message, JsonSerializerOptions.Web);
            return finished is { Version: BatchFinished.VersionNow, Run.Length: > 0, Event.Length: > 0 }
                ? finished
                : throw new InvalidDataException($"The message is no end of a batch of version {BatchFinished.VersionNow} that names a run and an event.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"The message is not the JSON of a finished batch: {error.Message}", error);
        }
    }
}
