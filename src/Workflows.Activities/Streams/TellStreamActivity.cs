using Microsoft.Azure.Functions.Worker;
using Workflows.Contracts.Streams;

namespace Workflows.Activities.Streams;

/// <summary>Writes what an orchestrator has to say to its run's stream.</summary>
/// <param name="streams">The streams.</param>
public sealed class TellStreamActivity(RunStreams streams)
{
    /// <summary>Writes one status entry, once, however often the activity is executed.</summary>
    /// <param name="note">What to say.</param>
    /// <param name="context">Says which execution this is a repetition of.</param>
    [Function("TellStream")]
    public bool Run([ActivityTrigger] StreamNote note, FunctionContext context)
    {
        var key = context.BindingContext.BindingData.TryGetValue("idempotencyKey", out var given) ? given as string : null;
        return streams.Append(note.Run, new StreamDraft(StreamKind.Status, note.Agent, note.Text) { Source = note.Source, Key = key });
    }
}
