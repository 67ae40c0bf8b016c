using Runtime.Engine.History;
using Runtime.Engine.Inspection;
using Runtime.Engine.Store;

namespace Runtime.Engine.Pumps;

/// <content>Export and import.</content>
public sealed partial class DurableEngine
{
    /// <summary>Takes a run with its sub-orchestrations and the entities they call out of the hub as it is. The run stays and goes on here.</summary>
    /// <param name="instanceId">The run.</param>
    /// <returns>The archive; null when there is no such run.</returns>
    public async Task<RunArchive?> ExportAsync(string instanceId)
    {
        return await RunArchives.CollectAsync(instanceId, ReadForArchiveAsync, context.Clock.GetUtcNow().UtcDateTime);
    }

    /// <summary>Puts the runs of an archive into this hub; they go on here.</summary>
    /// <param name="archive">What <see cref="ExportAsync"/> returned, here or elsewhere.</param>
    /// <returns>How many runs and entities came in.</returns>
    /// <exception cref="ArgumentException">The archive is of another format, or one of its ids is in use here; nothing came in.</exception>
    public async Task<int> ImportAsync(RunArchive archive)
    {
        if (archive.Format != RunArchive.CurrentFormat)
            throw new ArgumentException($"The archive has format {archive.Format}; this program reads format {RunArchive.CurrentFormat}.", nameof(archive));
        var taken = archive.Runs.Select(run => run.Id).Where(id => Find(id) is not null).ToList();
        if (taken.Count > 0)
            throw new ArgumentException($"These ids are in use here: {string.Join(", ", taken)}. Purge those runs first.", nameof(archive));

        // Those that are waited for come first: a crash in between leaves children without a parent, never a parent without its children.
        foreach (var run in archive.Runs.Reverse())
            await Hub.CommitAsync(ForImport(run));
        foreach (var message in Hub.ReadMessages().Where(message => archive.Runs.Any(run => run.Id == message.Target)))
            Deliver(message);
        foreach (var run in archive.Runs.Where(run => run.WakeAt is not null))
            Wake(run.Id, run.WakeAt!.Value);
        return archive.Runs.Count;
    }

    private void Wake(string instanceId, long at)
    {
        if (!options.CarriesOn)
            return;
        if (at == 0)
            Post(instanceId, Mail.WakeUp);
        else
            wakes.Set(instanceId, at, isStored: true);
    }

    /// <summary>Between two of the run's turns; a run that is held back has none, and stands in the hub as it is.</summary>
    private async Task<ArchivedRun?> ReadForArchiveAsync(string instanceId)
    {
        try
        {
            return await InspectAsync(instanceId, run => run.Row is { } row ? Archive(row) : null);
        }
        catch (RunParkedException)
        {
            return Hub.Find(instanceId) is { } row ? Archive(row) : null;
        }
    }

    private ArchivedRun Archive(RunRow row) =>
        RunArchives.Archive(row, [.. Hub.ReadHistory(row.Number)], Hub.ReadMessages().Where(message => message.Target == row.Id));

    private HubCommit ForImport(ArchivedRun run) => new()
    {
        Run = new RunRow(Hub.NextRunNumber(), run.Id, run.Name, run.Version)
        {
            Execution = run.Execution,
            Status = run.Status,
            CreatedAt = run.CreatedAt,
            UpdatedAt = run.UpdatedAt,
            WakeAt = run.WakeAt,
            CustomStatus = run.CustomStatus,
            ParentId = run.ParentId,
            Tags = run.Tags,
        },
        IsNew = true,
        RowChanged = true,
        Prefix = run.Chunks,
        Sent = [.. run.Messages.Select(message => new Message(context.NextNumber(), run.Id, message.ForExecution, HistoryCodec.DecodeEvent(message.Event)))],
    };
}
