using System.Text.Json;

namespace Runtime.Engine.Inspection;

/// <summary>One event of a history as it is shown to people and programs. What an event does not have is null.</summary>
/// <param name="Number">From 0 through the whole history; what a fork names.</param>
/// <param name="Turn">The turn that holds it, from 0.</param>
/// <param name="At">When the turn ran (UTC).</param>
/// <param name="Kind">The kind, for example <c>ActivityCompleted</c>.</param>
/// <param name="IsDecision">Whether the code decided it; otherwise the run received it.</param>
public sealed record EventView(int Number, int Turn, DateTime At, string Kind, bool IsDecision)
{
    /// <summary>The task it opens or answers.</summary>
    public int? TaskId { get; init; }

    /// <summary>The function, operation or event it is about; an answer has its call's.</summary>
    public string? Name { get; init; }

    /// <summary>The other run or entity.</summary>
    public string? Target { get; init; }

    /// <summary>Which attempt a call of an activity is, from 1; null for the only one.</summary>
    public int? Attempt { get; init; }

    /// <summary>When a timer, a start or a signal is due (UTC).</summary>
    public DateTime? Due { get; init; }

    /// <summary>Why, in the words of who asked.</summary>
    public string? Reason { get; init; }

    /// <summary>What went wrong.</summary>
    public FailureView? Failure { get; init; }

    /// <summary>The input, result or event payload, when it is no longer than was asked for.</summary>
    public JsonElement? Payload { get; init; }

    /// <summary>The beginning of a longer payload, as it is stored.</summary>
    public string? PayloadStart { get; init; }

    /// <summary>Length of the whole payload in characters.</summary>
    public int? PayloadLength { get; init; }
}

/// <summary>A failure as it is shown.</summary>
/// <param name="Type">The exception's type.</param>
/// <param name="Message">Its message.</param>
public sealed record FailureView(string Type, string Message);
