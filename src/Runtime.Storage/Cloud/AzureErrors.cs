using Azure;

namespace Workflows.Storage.Cloud;

/// <summary>The border: what Azure Storage answers becomes a problem of the port here and nowhere else.</summary>
internal static class AzureErrors
{
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
        return new StorageException(problem, $"{Say(problem, what)} ({Detail(error)})", error);
    }

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
