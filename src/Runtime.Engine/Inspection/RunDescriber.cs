using System.Globalization;
using Runtime.Engine.History;
using Runtime.Engine.Pumps;
using Runtime.Engine.Store;

namespace Runtime.Engine.Inspection;

/// <summary>Describes runs from what is stored of them.</summary>
public static class RunDescriber
{
    /// <summary>Describes a run by its row alone, as in a list.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The description, without input and outcome.</returns>
    public static RunDescription Describe(RunRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new RunDescription(row.Id, row.Name, row.Status, row.CreatedAt, row.UpdatedAt)
        {
            Version = row.Version.Length > 0 ? row.Version : null,
            WakesAt = row.WakeAt is { } ticks and > 0 ? new DateTime(ticks, DateTimeKind.Utc) : null,
            ParentId = row.ParentId,
            ForkedFrom = Origin(row),
            Tags = row.Tags,
            CustomStatus = InspectionJson.Value(row.CustomStatus),
        };
    }

    /// <summary>Describes a run with its input and outcome.</summary>
    /// <param name="row">The row.</param>
    /// <param name="ends">The first and the last chunk of its history; null when there is none.</param>
    /// <returns>The description.</returns>
    public static RunDescription Describe(RunRow row, (byte[] First, byte[] Last)? ends)
    {
        var described = Describe(row);
        if (ends is not { } history)
            return described;
        var input = HistoryCodec.Decode(history.First).Received.OfType<ExecutionStarted>().FirstOrDefault()?.Input;
        described = described with { Input = InspectionJson.Value(input) };
        return (row.IsFinished && HistoryCodec.Decode(history.Last).Decided is [.., var outcome] ? outcome : null) switch
        {
            ExecutionCompleted done => described with { Output = InspectionJson.Value(done.Output) },
            ExecutionTerminated ended => described with { Output = InspectionJson.Value(ended.Output) },
            ExecutionFailed failed => described with { Failure = new FailureView(failed.Failure.ErrorType, failed.Failure.ErrorMessage) },
            _ => described,
        };
    }

    // The source's id may itself contain '@'; the event's number cannot.
    private static ForkOrigin? Origin(RunRow row) =>
        row.Tags?.GetValueOrDefault(DurableEngine.ForkTag) is { } tag && tag.LastIndexOf('@') is var at and > 0
        && int.TryParse(tag.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new ForkOrigin(tag[..at], number)
            : null;
}
