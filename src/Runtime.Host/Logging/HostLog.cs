using Microsoft.Extensions.Logging;

namespace Runtime.Host.Logging;

/// <summary>Every message of the host with its event id: 7000 start and stop, 7100 requests, 7200 functions, 7300 triggers.</summary>
internal static partial class HostLog
{
    [LoggerMessage(7000, LogLevel.Information, "Listening on {Address}; {Functions} functions")]
    public static partial void Listening(this ILogger logger, string address, int functions);

    [LoggerMessage(7001, LogLevel.Warning, "{File} has settings without a meaning in this host; they are not used: {Keys}")]
    public static partial void UnknownSettings(this ILogger logger, string file, string keys);

    [LoggerMessage(7002, LogLevel.Warning, "{Count} requests were still running after {Deadline}; their connections were closed")]
    public static partial void StoppedHard(this ILogger logger, int count, TimeSpan deadline);

    [LoggerMessage(7003, LogLevel.Error, "The keys in use stay: {Reason}")]
    public static partial void KeysNotRead(this ILogger logger, string reason);

    [LoggerMessage(7004, LogLevel.Information, "Stopping; a second Ctrl+C ends at once")]
    public static partial void Stopping(this ILogger logger);

    [LoggerMessage(7005, LogLevel.Information, "Not running, as settings say: {Functions}")]
    public static partial void FunctionsDisabled(this ILogger logger, string functions);

    [LoggerMessage(7100, LogLevel.Error, "{Method} {Path} failed (correlation id {CorrelationId})")]
    public static partial void RequestFailed(this ILogger logger, Exception error, string method, string? path, string correlationId);

    [LoggerMessage(7101, LogLevel.Debug, "{Method} {Path}: the caller left before the answer")]
    public static partial void CallerLeft(this ILogger logger, string method, string? path);

    [LoggerMessage(7102, LogLevel.Warning, "{Method} {Path}: the answer was cut short")]
    public static partial void AnswerCutShort(this ILogger logger, Exception error, string method, string? path);

    [LoggerMessage(7103, LogLevel.Warning, "{Function} set these after it had flushed its answer, so the caller does not get them: {Names}")]
    public static partial void SetAfterFlush(this ILogger logger, string function, string names);

    [LoggerMessage(7200, LogLevel.Warning, "Function {Function} is listed but never started: this host has no {Trigger} yet")]
    public static partial void TriggerNotRun(this ILogger logger, string function, string trigger);

    [LoggerMessage(7201, LogLevel.Warning, "A service of an orchestration failed to shut down")]
    public static partial void ScopeNotDisposed(this ILogger logger, Exception error);

    [LoggerMessage(7300, LogLevel.Information, "{Function} succeeded in {Milliseconds:0} ms: {Reason}")]
    public static partial void FunctionSucceeded(this ILogger logger, string function, string reason, double milliseconds);

    [LoggerMessage(7301, LogLevel.Error, "{Function} failed (attempt {Attempt}): {Reason}")]
    public static partial void FunctionFailed(this ILogger logger, Exception error, string function, string reason, int attempt);

    [LoggerMessage(7302, LogLevel.Warning, "{Function} was cancelled because the host stops: {Reason}")]
    public static partial void FunctionCancelled(this ILogger logger, string function, string reason);

    [LoggerMessage(7303, LogLevel.Error, "{Function} hears nothing at present; it listens again after {Pause}")]
    public static partial void ListenerBroken(this ILogger logger, Exception error, string function, TimeSpan pause);

    [LoggerMessage(7304, LogLevel.Warning, "{Count} functions were still running after {Deadline}; they were cancelled")]
    public static partial void TriggersCancelled(this ILogger logger, int count, TimeSpan deadline);

    [LoggerMessage(7306, LogLevel.Error, "{Function} could not be run by hand")]
    public static partial void RunByHandFailed(this ILogger logger, Exception error, string function);

    [LoggerMessage(7310, LogLevel.Warning, "{Path} cannot be read; the schedule of {Function} begins anew")]
    public static partial void ScheduleUnreadable(this ILogger logger, Exception error, string path, string function);

    [LoggerMessage(7311, LogLevel.Warning, "{Function} is never due again: {Schedule}")]
    public static partial void ScheduleOver(this ILogger logger, string function, string schedule);

    [LoggerMessage(7320, LogLevel.Error, "{Function}: message {Id} of {Queue} could not be settled; it appears again when its lease ends")]
    public static partial void MessageNotSettled(this ILogger logger, Exception error, string function, string id, string queue);

    [LoggerMessage(7321, LogLevel.Error, "{Function} gives message {Id} up: {Reason}; it is in {Poison} now")]
    public static partial void MessagePoisoned(this ILogger logger, string function, string id, string poison, string reason);

    [LoggerMessage(7322, LogLevel.Warning, "Message {Id} of {Queue} could not be kept hidden; it may run a second time")]
    public static partial void MessageNotRenewed(this ILogger logger, Exception error, string id, string queue);

    [LoggerMessage(7340, LogLevel.Error, "{Function} gives blob {Blob} up after {Attempts} attempts; a message in {Poison} tells of it")]
    public static partial void BlobPoisoned(this ILogger logger, string function, string blob, int attempts, string poison);

    [LoggerMessage(7341, LogLevel.Error, "{Function}: blob {Blob} could not be settled; it is tried again")]
    public static partial void BlobNotSettled(this ILogger logger, Exception error, string function, string blob);

    [LoggerMessage(7342, LogLevel.Warning, "{Function}: the end of {Path} is damaged and was left out; a blob of it may run a second time")]
    public static partial void ReceiptsDamaged(this ILogger logger, string function, string path);
}
