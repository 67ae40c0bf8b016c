using Azure;

namespace Workflows.Storage.Cloud;

/// <summary>The border: what Azure Storage answers becomes a problem of the port here and nowhere else.</summary>
internal static class AzureErrors
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DeletedWithin = TimeSpan.FromMinutes(2);

    public static async Task<T> GuardAsync<T>(string what, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (RequestFailedException error)
        {
            throw Explain(error, what);
        }
        catch (AggregateException error) when (error.InnerException is RequestFailedException last)
        {
            throw Explain(last, what);          // the SDK's own retries are used up
        }
    }

    /// <summary>
    /// Creates what may have been deleted a moment ago. Azure keeps its name for at least half a minute, sometimes longer, and refuses it until then; that
    /// is waited for by time, so that a caller's few attempts are not used up by it.
    /// </summary>
    /// <param name="what">What is created, for messages.</param>
    /// <param name="clock">Measures the time.</param>
    /// <param name="call">Whether it was created; else it was there.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StorageException">It cannot be created, or its name was not free within two minutes.</exception>
    public static Task<bool> CreateAsync(string what, TimeProvider clock, Func<Task<bool>> call, CancellationToken cancellationToken) =>
        GuardAsync(what, async () =>
        {
            var start = clock.GetTimestamp();
            for (var wait = FirstWait; ; wait = TimeSpan.FromTicks(Math.Min(2 * wait.Ticks, LongestWait.Ticks)))
            {
                try
                {
                    return await call();
                }
                catch (RequestFailedException error) when (IsBeingDeleted(error) && clock.GetElapsedTime(start) < DeletedWithin)
                {
                    await Task.Delay(wait, clock, cancellationToken);
                }
            }
        });

    public static StorageException Explain(RequestFailedException error, string what)
    {
        var problem = (error.ErrorCode, error.Status) switch
        {
            ("PopReceiptMismatch", _) => StorageProblem.ReceiptLost,
            ("BlobAlreadyExists" or "ContainerAlreadyExists" or "QueueAlreadyExists", _) => StorageProblem.Exists,
            ("ConditionNotMet", _) or (_, 412) => StorageProblem.Changed,
            (_, 404) => StorageProblem.NotFound,
            (_, 401 or 403) => StorageProblem.Denied,
            ("AccountIsDisabled" or "AccountLimitExceeded", _) or (_, 507) => StorageProblem.Full,
            _ => StorageProblem.Unavailable,
        };
        var said = IsBeingDeleted(error) ? $"The {what} was deleted and is still being deleted: its name will be free later." : Say(problem, what);
        return new StorageException(problem, $"{said} ({Detail(error)})", error);
    }

    private static bool IsBeingDeleted(RequestFailedException error) => error.ErrorCode is "ContainerBeingDeleted" or "QueueBeingDeleted";

    private static string Say(StorageProblem problem, string what) => problem switch
    {
        StorageProblem.NotFound => $"There is no {what}.",
        StorageProblem.Exists => $"There is a {what} already.",
        StorageProblem.Changed => $"The {what} was changed in the meantime, or is not there.",
        StorageProblem.ReceiptLost => $"The pop receipt is void: the {what} was received again or renewed.",
        StorageProblem.Denied => $"Azure Storage refuses access to the {what}: check the connection's key, or the roles of the identity.",
        StorageProblem.Full => $"The account of the {what} is full or disabled.",
        _ => $"Azure Storage does not answer for the {what}: check the connection's address and that the service runs.",
    };

    // The exception's whole message has the headers of the answer; the first line says enough, and no key stands in it.
    private static string Detail(RequestFailedException error) =>
        error.ErrorCode is { Length: > 0 } code ? $"{error.Status} {code}" : error.Message.Split('\n')[0].TrimEnd();
}
