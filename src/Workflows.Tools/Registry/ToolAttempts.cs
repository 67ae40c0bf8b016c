using Workflows.Contracts.Tools;

namespace Workflows.Tools.Registry;

/// <summary>Runs one tool under its limits and tries again where the kind of failure lets it.</summary>
internal sealed class ToolAttempts(TimeProvider clock)
{
    private const int AttemptsMax = 3;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(10);        // longer waits belong to the workflow: its timers cost nothing

    public async Task<ToolOutcome> RunAsync(ITool tool, ToolRequest request, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var (outcome, failure) = await TryAsync(tool, request, cancellationToken);
            outcome = outcome with { Attempts = attempt, DurationMs = (long)clock.GetElapsedTime(started).TotalMilliseconds };
            if (failure is null || attempt == AttemptsMax || !MayRepeat(tool.Descriptor, failure))
                return outcome;
            var wait = failure.RetryAfter ?? FirstWait * Math.Pow(4, attempt - 1);
            if (wait > WaitMax)
                return outcome;
            await Task.Delay(wait, clock, cancellationToken);
        }
    }

    private static bool MayRepeat(ToolDescriptor tool, ToolException failure) => failure.Kind switch
    {
        ToolErrorKind.Throttled => true,                // the service says that it did nothing
        ToolErrorKind.Unavailable => tool.Idempotent || failure.NotStarted,
        _ => false,                                     // a time limit that was used up once is not spent three times
    };

    private async Task<(ToolOutcome Outcome, ToolException? Failure)> TryAsync(ITool tool, ToolRequest request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(tool.Descriptor.Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var result = await tool.RunAsync(request, both.Token).WaitAsync(both.Token);
            return (OutputLimit.Bound(tool.Descriptor, result), null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception error)
        {
            var failure = Classify(error, limit.IsCancellationRequested, tool.Descriptor);
            var text = OutputLimit.Bound(tool.Descriptor, new ToolResult(failure.Message));
            return (text with { Error = failure.Kind, Untrusted = true }, failure);
        }
    }

    private static ToolException Classify(Exception error, bool timedOut, ToolDescriptor tool) => error switch
    {
        OperationCanceledException when timedOut =>
            new ToolException(ToolErrorKind.TimedOut, $"{tool.Name} gave no result within {tool.Timeout.TotalSeconds:0.###} s. Ask for less at once."),
        ToolException known => known,
        HttpRequestException { InnerException: ToolException refused } => refused,
        HttpRequestException http => new ToolException(ToolErrorKind.Unavailable, $"The server cannot be reached: {http.Message}", http),
        UnauthorizedAccessException denied => new ToolException(ToolErrorKind.Denied, denied.Message, denied),
        IOException io => new ToolException(ToolErrorKind.Failed, io.Message, io),
        _ => new ToolException(ToolErrorKind.Failed, $"{tool.Name} failed: {error.Message}", error),
    };
}
