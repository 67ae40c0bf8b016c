using System.Text.Json;
using System.Text.Json.Serialization;
using GpuHost.Batching;
using GpuHost.Health;
using GpuHost.Publishing;
using Microsoft.Extensions.Logging;
using Workflows.Contracts.Batches;

namespace GpuHost.Intake;

/// <summary>
/// What happens to one message. It stays in the queue until its result is stored and who waits is told, or until it is in the poison queue: a crash at any
/// point leaves it there, and whoever takes it up again stores nothing twice and tells the same.
/// </summary>
internal sealed partial class BatchHandler(BatchRunner runner, FileHostOptions options, FileHostMetrics metrics, TimeProvider clock, ILogger<BatchHandler> log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private const int PauseDoublings = 6;               // up to a minute

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Never fails: what goes wrong is logged, and the message appears again.</summary>
    /// <param name="queues">The queues.</param>
    /// <param name="letter">The message.</param>
    /// <param name="stopping">Gives the message back.</param>
    public async Task HandleAsync(IntakeQueues queues, StorageMessage letter, CancellationToken stopping)
    {
        metrics.Begin(clock.GetUtcNow() - letter.InsertedAt);
        using var lease = new MessageLease(queues.Batches, letter, TimeSpan.FromSeconds(options.LeaseSeconds), clock, log);
        var end = BatchEnd.Failed;
        try
        {
            end = await ServeAsync(queues, letter, lease, stopping);
        }
        catch (Exception error)
        {
            LogNotSettled(log, error, letter.Id, queues.Batches.Name);
        }

        metrics.End(end);
    }

    private async Task<BatchEnd> ServeAsync(IntakeQueues queues, StorageMessage letter, MessageLease lease, CancellationToken stopping)
    {
        lease.Keep();
        if (BatchMessageReader.Read(letter.Body, out var problem) is not { } message)
            return await GiveUpAsync(queues, letter, lease, problem!, BatchMessageReader.NoticeOf(letter.Body));
        if (letter.DequeueCount > options.DequeuesMax)
            return await GiveUpAsync(queues, letter, lease, $"it was taken up {letter.DequeueCount} times and never came to an end", message.Notify, message.Id);
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(stopping, lease.Lost);
        try
        {
            var (result, isRepeated) = await runner.RunAsync(message, queues, leave.Token);
            using var timing = metrics.Time(HostStage.Publish);
            await TellAsync(queues, message.Notify, Finished(message.Id ?? result.Blob, queues, result));
            await RemovePackAsync(queues, message);
            if (!await lease.DeleteAsync())
                return BatchEnd.Lost;
            return isRepeated ? BatchEnd.Repeated : BatchEnd.Done;
        }
        catch (OperationCanceledException) when (leave.IsCancellationRequested)
        {
            if (lease.Lost.IsCancellationRequested)
                return BatchEnd.Lost;
            await lease.ReleaseAsync(TimeSpan.Zero);        // whoever runs next takes it
            return BatchEnd.GivenBack;
        }
        catch (BatchRefusedException error)
        {
            return await GiveUpAsync(queues, letter, lease, error.Message, message.Notify, message.Id);
        }
        catch (Exception error) when (letter.DequeueCount >= options.DequeuesMax)
        {
            LogFailed(log, error, letter.Id, letter.DequeueCount);
            return await GiveUpAsync(queues, letter, lease, $"it failed {letter.DequeueCount} times, the last time so: {error.Message}", message.Notify, message.Id);
        }
        catch (Exception error)
        {
            LogFailed(log, error, letter.Id, letter.DequeueCount);
            await lease.ReleaseAsync(FirstPause * (1 << (int)Math.Min(letter.DequeueCount - 1, PauseDoublings)));
            return BatchEnd.Failed;
        }
    }

    private static BatchFinished Finished(string batch, IntakeQueues queues, PublishedResult result) =>
        new(BatchFinished.VersionNow, batch) { Container = queues.Results.Name, Blob = result.Blob, Totals = result.Totals, Problem = result.Problem };

    // What this program uploaded for one batch is not needed once its result is stored: whoever asks again gets that.
    private async Task RemovePackAsync(IntakeQueues queues, BatchMessage message)
    {
        if (message.Id is null || message.Source.Container != options.Packs)
            return;
        try
        {
            foreach (var blob in message.Source.Items.Select(item => item.Name).Append(message.Source.Blob).OfType<string>())
                await queues.Account.Container(options.Packs).DeleteAsync(blob);
        }
        catch (StorageException error)
        {
            LogPackStays(log, options.Packs, error.Message);
        }
    }

    // First into the poison queue, then told, then out of this one: a crash in between leaves it in both, never in none.
    private async Task<BatchEnd> GiveUpAsync(
        IntakeQueues queues, StorageMessage letter, MessageLease lease, string reason, BatchNotice? notice, string? id = null)
    {
        await queues.Poison.CreateAsync();
        var written = PoisonLetter.Write(letter.Body.Span, reason, letter.DequeueCount);
        await queues.Poison.SendAsync(written, new SendOptions { TimeToLive = Timeout.InfiniteTimeSpan });
        await TellAsync(queues, notice, new BatchFinished(BatchFinished.VersionNow, id ?? letter.Id) { Problem = $"The batch was given up: {reason}." });
        LogPoisoned(log, letter.Id, queues.Poison.Name, reason);
        return await lease.DeleteAsync() ? BatchEnd.Poisoned : BatchEnd.Lost;
    }

    private async Task TellAsync(IntakeQueues queues, BatchNotice? notice, BatchFinished finished)
    {
        if (notice is null)
            return;
        var body = JsonSerializer.SerializeToUtf8Bytes(finished with { Run = notice.Run, Event = notice.Event }, Json);
        var encoded = QueueBody.Encode(body, options.Base64 ? QueueEncoding.Base64 : QueueEncoding.None);
        try
        {
            await queues.Done.SendAsync(encoded);
        }
        catch (StorageException error) when (error.Problem == StorageProblem.NotFound)
        {
            await queues.Done.CreateAsync();
            await queues.Done.SendAsync(encoded);
        }
    }

    [LoggerMessage(7403, LogLevel.Error, "Message {Message} of {Queue} could not be settled; it appears again")]
    private static partial void LogNotSettled(ILogger logger, Exception error, string message, string queue);

    [LoggerMessage(7404, LogLevel.Warning, "The batch of message {Message} failed at attempt {Attempt}")]
    private static partial void LogFailed(ILogger logger, Exception error, string message, long attempt);

    [LoggerMessage(7406, LogLevel.Warning, "A pack stays in {Container} although its result is stored: {Reason}")]
    private static partial void LogPackStays(ILogger logger, string container, string reason);

    [LoggerMessage(7405, LogLevel.Error, "Message {Message} went to {Queue}: {Reason}")]
    private static partial void LogPoisoned(ILogger logger, string message, string queue, string reason);
}
