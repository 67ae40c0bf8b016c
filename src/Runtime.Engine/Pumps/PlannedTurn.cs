using Runtime.Engine.History;
using Runtime.Engine.Store;

namespace Runtime.Engine.Pumps;

/// <summary>What a turn will change once its commit is on disk.</summary>
internal sealed class PlannedTurn
{
    /// <summary>The changes; null when there is nothing to store.</summary>
    public HubCommit? Commit { get; set; }

    /// <summary>The run's row after the commit.</summary>
    public RunRow? Row { get; set; }

    /// <summary>Timers that fired in the turn: task, creation, due time. Filled only while somebody traces.</summary>
    public List<(int TaskId, DateTime Since, DateTime FireAt)> Fired { get; } = [];

    /// <summary>Events the turn sent. Filled only while somebody traces.</summary>
    public List<EventSent> Events { get; } = [];

    /// <summary>Activities that start after the commit.</summary>
    public List<ActivityScheduled> Activities { get; } = [];

    /// <summary>Activities whose results nobody waits for any more; they are told after the commit.</summary>
    public List<ActivityWork> Abandoned { get; } = [];

    /// <summary>Messages to other runs, delivered after the commit.</summary>
    public List<Message> Sent { get; } = [];

    /// <summary>Messages this turn took in.</summary>
    public List<long> Consumed { get; } = [];

    /// <summary>Commands that are answered with Accepted after the commit.</summary>
    public List<Reply> Accepted { get; } = [];

    /// <summary>Turns a fork kept, stored before its first new one.</summary>
    public IReadOnlyList<byte[]> Prefix { get; set; } = [];

    /// <summary>The run this one replaces; 0 for none.</summary>
    public long Replaces { get; set; }

    /// <summary>The run is removed.</summary>
    public bool Purges { get; set; }

    /// <summary>The run continues as new: its next turn follows at once.</summary>
    public bool Continues { get; set; }

    /// <summary>The request to rewind the run; null when there is none.</summary>
    public Mail? Rewind { get; set; }

    /// <summary>The orchestrator's code begins in this turn.</summary>
    public bool Begins { get; set; }

    /// <summary>How the run ended; null while it goes on.</summary>
    public HistoryEvent? Outcome { get; set; }

    /// <summary>The run did not exist before this turn.</summary>
    public bool IsNew { get; set; }
}
