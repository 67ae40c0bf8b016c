using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using GpuHost.Core.Intake;
using GpuHost.Intake;
using GpuHost.Publishing;
using Microsoft.Extensions.Options;
using Workflows.Contracts.Batches;
using Workflows.Contracts.Review;

namespace GpuHost.Sending;

/// <summary>Sends batches to the queue and reads results. What is asked for twice with one key has the same ids, so it is worked on once.</summary>
internal sealed class BatchSubmitter(IStorageAccounts accounts, IOptions<FileHostOptions> settings) : IFileBatches
{
    private const int TicketsMax = 10_000;      // each is an event that a run waits for; 160 GB of small files

    private const int ReadBytes = 128 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly FileHostOptions options = settings.Value;

    public async Task<BatchSubmission> SubmitAsync(BatchRequest request, CancellationToken cancellationToken)
    {
        var account = await accounts.GetAsync(options.Connection, cancellationToken);
        if (request.Source is { } source)
        {
            var id = IdOf(request.Key, Digest(JsonSerializer.SerializeToUtf8Bytes(source, Json)));
            return new BatchSubmission([await SendAsync(account, request, id, source, source.Items.Count, cancellationToken)], []);
        }

        if (request.Folder is not { } folder || !Path.IsPathFullyQualified(folder))
            return Problem($"'{request.Folder}' is no full path; name the folder from the root of its drive or file system.");
        var packer = new FilePacker(Path.GetFullPath(folder), request.Paths);
        if (packer.Problem is { } problem)
            return Problem(problem);
        var tickets = new List<BatchTicket>();
        foreach (var part in packer.Parts(cancellationToken))
        {
            if (tickets.Count == TicketsMax)
                return Problem($"The folder '{folder}' makes more than {TicketsMax:N0} batches; submit its parts one by one.");
            if (await UploadAsync(account, request, part, cancellationToken) is { } ticket)
                tickets.Add(ticket);
            else
                packer.Skipped.Add(new SkippedPath(part.Path, FileFault.Explain(part.Path, FileFault.Changed)));
        }

        var skipped = packer.Skipped;
        return new BatchSubmission(tickets, [.. skipped.Take(BatchSubmission.SkippedMax)])
        {
            SkippedLeftOut = Math.Max(0, skipped.Count - BatchSubmission.SkippedMax),
        };
    }

    public async Task<BatchRecords> ReadAsync(BatchReading reading, CancellationToken cancellationToken)
    {
        var finished = reading.Finished;
        if (finished.Container is null || finished.Blob is null)
            return new BatchRecords([], finished.Totals) { Problem = finished.Problem ?? "There is no result." };
        var account = await accounts.GetAsync(options.Connection, cancellationToken);
        try
        {
            await using var content = await account.Container(finished.Container).OpenReadAsync(finished.Blob, range: null, cancellationToken);
            return await ResultReader.ReadAsync(content.Stream, finished.Blob, reading.FilesMax, cancellationToken);
        }
        catch (StorageException error) when (error.Problem == StorageProblem.NotFound)
        {
            return new BatchRecords([], finished.Totals) { Problem = $"The result '{finished.Blob}' is not in '{finished.Container}' any more." };
        }
    }

    /// <summary>Uploads a part and sends its message.</summary>
    /// <returns>Null for a file that changed meanwhile.</returns>
    private async Task<BatchTicket?> UploadAsync(IStorageAccount account, BatchRequest request, FilePart part, CancellationToken cancellationToken)
    {
        if (part.Pack is { } pack)
        {
            var id = IdOf(request.Key, Digest(pack));
            using var bytes = new MemoryStream(pack, writable: false);
            var blob = NameOf(id, "pack");
            await StoreAsync(account, blob, bytes, cancellationToken);
            var packed = new BatchSource(BatchSourceKind.Pack) { Container = options.Packs, Blob = blob };
            return await SendAsync(account, request, id, packed, part.Files, cancellationToken);
        }

        if (await UploadLargeAsync(account, request, part.Path, part.File!, cancellationToken) is not { } large)
            return null;
        var source = new BatchSource(BatchSourceKind.Blobs) { Container = options.Packs, Items = [new BatchItem(NameOf(large, "file")) { Path = part.Path }] };
        return await SendAsync(account, request, large, source, 1, cancellationToken);
    }

    /// <summary>Uploads a file by itself. It is read twice: its digest is part of the name under which it is uploaded.</summary>
    /// <returns>The batch's id; null for a file that changed meanwhile.</returns>
    private async Task<string?> UploadLargeAsync(IStorageAccount account, BatchRequest request, string path, OpenFile file, CancellationToken cancellationToken)
    {
        try
        {
            await using var content = file.Reread(ReadBytes);
            var id = IdOf(request.Key, $"{path} {Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken))}");
            var isNew = await StoreAsync(account, NameOf(id, "file"), content, cancellationToken);
            if (file.IsUnchanged())
                return id;
            if (isNew)
                await account.Container(options.Packs).DeleteAsync(NameOf(id, "file"), cancellationToken: cancellationToken);      // it is not what its name says
            return null;
        }
        catch (Exception error) when (error is not OperationCanceledException && !file.IsUnchanged())
        {
            return null;
        }
    }

    /// <summary>Uploads unless it is there.</summary>
    /// <returns>Whether it was not.</returns>
    private async Task<bool> StoreAsync(IStorageAccount account, string name, Stream content, CancellationToken cancellationToken)
    {
        var container = account.Container(options.Packs);
        for (var created = false; ; created = true)
        {
            try
            {
                content.Position = 0;
                await container.UploadAsync(name, content, new BlobUpload { OnlyIfNew = true }, cancellationToken);
                return true;
            }
            catch (StorageException error) when (error.Problem == StorageProblem.Exists)
            {
                return false;        // an attempt before this one came as far
            }
            catch (StorageException error) when (error.Problem == StorageProblem.NotFound && !created)
            {
                await container.CreateAsync(cancellationToken);
            }
        }
    }

    private async Task<BatchTicket> SendAsync(
        IStorageAccount account, BatchRequest request, string id, BatchSource source, int files, CancellationToken cancellationToken)
    {
        var name = "BatchFinished-" + Digest(Encoding.UTF8.GetBytes(id))[..24];
        var message = new BatchMessage(BatchMessage.VersionNow, source) { Id = id, Work = request.Work, Notify = new BatchNotice(request.Run, name) };
        var body = QueueBody.Encode(
            JsonSerializer.SerializeToUtf8Bytes(message, Json), options.Base64 ? QueueEncoding.Base64 : QueueEncoding.None);
        var queue = account.Queue(options.Queue);
        try
        {
            await queue.SendAsync(body, options: null, cancellationToken);
        }
        catch (StorageException error) when (error.Problem == StorageProblem.NotFound)
        {
            await queue.CreateAsync(cancellationToken);
            await queue.SendAsync(body, options: null, cancellationToken);
        }

        return new BatchTicket(id, name, files);
    }

    // The digest: when the files have changed between two attempts, the second asks for something else.
    private static string IdOf(string key, string content) => Digest(Encoding.UTF8.GetBytes($"{key}\n{content}"));

    private static string NameOf(string id, string ending) => $"{Digest(Encoding.UTF8.GetBytes(id))}.{ending}";

    private static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static BatchSubmission Problem(string problem) => new([], []) { Problem = problem };
}
