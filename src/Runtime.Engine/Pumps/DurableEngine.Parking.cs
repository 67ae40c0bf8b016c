using Microsoft.Extensions.Logging;
using Runtime.Engine.History;

namespace Runtime.Engine.Pumps;

/// <content>Runs that are held back: their code does not fit their history, or their history cannot be read.</content>
public sealed partial class DurableEngine
{
    /// <summary>A run that is held back can be terminated, and nothing else.</summary>
    private PlannedTurn PlanParked(LiveRun run, IReadOnlyList<Mail> mail, string reason)
    {
        var item = mail.FirstOrDefault(static item => item.Event is TerminateRequested);
        if (run.Row is not { IsFinished: false } || item is null)
            throw new RunParkedException(run.Id, reason);
        var plan = ParkedTermination.Plan(context, run, item);
        Refuse(run, [.. mail.Where(other => other != item)]);
        run.Execution = null;
        run.Activities = null;
        run.Parked = null;
        return plan;
    }

    private void Park(LiveRun run, Exception error)
    {
        if (run.Parked is not null)
            return;
        run.Parked = error.Message;
        LogParked(error, run.Id);
    }

    private static void Refuse(LiveRun run, IReadOnlyList<Mail> mail)
    {
        foreach (var item in mail)
            item.Reply?.TrySetException(new RunParkedException(run.Id, run.Parked!));
    }

        [LoggerMessage(1, LogLevel.Error, "Run {InstanceId} is held back: it is as it was, and goes on when the cause is mended and the host is started again.")]
    private partial void LogParked(Exception error, string instanceId);
}
