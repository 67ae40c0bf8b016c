using System.Formats.Tar;
using System.IO.Compression;
using GpuHost.Core.Containers;
using GpuHost.Publishing;
using Workflows.Contracts.Batches;

namespace GpuHost.Batching;

/// <summary>
/// A tar (also packed with gzip) or zip whose members are the files. It is brought whole before it is opened, so that a broken connection is never taken
/// for a broken archive.
/// </summary>
internal sealed class ArchiveBatch : IBatchReader
{
    private const int RatioMax = 1_100;     // above what deflate can reach at all, an archive is not trusted at any size

    public async Task<string?> ReadAsync(BatchSource source, IStorageAccount account, BatchBuild build, CancellationToken cancellationToken)
    {
        var (container, blob) = (source.Container!, source.Blob!);
        BlobContent content;
        try
        {
            content = await account.Container(container).OpenReadAsync(blob, new BlobRange(IfMatch: source.ETag), cancellationToken);
        }
        catch (Exception error) when (StorageFaults.Of(error, container, blob) is { } fault)
        {
            return fault;
        }

        using var spool = await BringAsync(content, build.Limits.TempFolder, cancellationToken);
        var limits = new ContainerLimits { UnpackedBytesMax = build.Limits.UnpackedBytesMax, RatioMax = RatioMax, MembersMax = int.MaxValue };
        var budget = new UnpackBudget(limits, Math.Max(1, spool.Length));
        try
        {
            if (source.Kind == BatchSourceKind.Zip)
                await ReadZipAsync(spool.Read(), budget, build, cancellationToken);
            else
                await ReadTarAsync(spool.Read(), budget, build, cancellationToken);
            return null;
        }
        catch (ContainerException error)
        {
            return $"The archive was not read to its end: {error.Message}.";
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException or NotSupportedException or ArgumentException)
        {
            return $"The archive is damaged or cut short: {error.Message}";
        }
    }

    private static async Task<Spool> BringAsync(BlobContent content, string folder, CancellationToken cancellationToken)
    {
        await using (content)
        {
            var spool = await Download.SpoolAsync(content.Stream, folder, cancellationToken);
            if (spool.Length == content.Properties.Length)
                return spool;
            var got = spool.Length;
            spool.Dispose();
            throw new IOException($"The connection to storage ended after {got:N0} of {content.Properties.Length:N0} bytes.");
        }
    }

    private static async Task ReadTarAsync(Stream archive, UnpackBudget budget, BatchBuild build, CancellationToken cancellationToken)
    {
        var head = new byte[ContainerKinds.HeadBytes];
        var read = await archive.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        var kind = ContainerKinds.Find(head.AsSpan(0, read));
        archive.Position = 0;
        using var unzipped = kind == ContainerKind.Gzip ? new GzipContent(archive) : null;
        await using var tar = new TarReader((Stream?)unzipped ?? archive, leaveOpen: true);
        var entries = 0;
        while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            entries++;
            if (entry.EntryType is TarEntryType.SymbolicLink or TarEntryType.HardLink)
                build.AddFault(entry.Name, 0, "It is a link in an archive, which is not followed.");
            else if (entry.DataStream is not null && build.IsFull)
                build.LeaveOut(1);
            else if (entry.DataStream is { } content)
                await TakeAsync(entry.Name, entry.Length, content, budget, build, cancellationToken);
            else if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                await TakeAsync(entry.Name, 0, Stream.Null, budget, build, cancellationToken);
        }

        if (entries == 0 && archive.Length > 0)
            throw new InvalidDataException("it has no entries.");
        if (unzipped is null)
            return;
        for (var count = await unzipped.ReadAsync(head, cancellationToken); count > 0; count = await unzipped.ReadAsync(head, cancellationToken))
            budget.TakeBytes(count);        // filling behind the last entry
        if (unzipped.IsCutShort())
            throw new InvalidDataException("its packed content is shorter than its end says.");
    }

    private static async Task ReadZipAsync(Stream archive, UnpackBudget budget, BatchBuild build, CancellationToken cancellationToken)
    {
        using var zip = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true);
        foreach (var entry in zip.Entries.Where(entry => !entry.FullName.EndsWith('/')))
        {
            if (build.IsFull)
            {
                build.LeaveOut(1);
                continue;
            }

            if (entry.IsEncrypted)
            {
                build.AddFault(entry.FullName, entry.Length, "It is encrypted.");
                continue;
            }

            try
            {
                await using var data = await entry.OpenAsync(cancellationToken);
                await TakeAsync(entry.FullName, entry.Length, data, budget, build, cancellationToken);
            }
            catch (Exception error) when (error is InvalidDataException or EndOfStreamException or NotSupportedException)
            {
                build.AddFault(entry.FullName, entry.Length, "It is damaged, cut short or packed in a way that is not known.");
            }
        }
    }

    private static async Task TakeAsync(
        string name, long length, Stream data, UnpackBudget budget, BatchBuild build, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        budget.TakeMember();
        if (await build.TakeAsync(length, cancellationToken) is not { } start)
        {
            await build.StreamAsync(name, length, new MeteredStream(data, budget), cancellationToken);
            return;
        }

        var count = await data.ReadAtLeastAsync(build.Arena.Memory.AsMemory(start, (int)length), (int)length, throwOnEndOfStream: false, cancellationToken);
        budget.TakeBytes(count);
        if (count != length || await data.ReadAsync(new byte[1], cancellationToken) > 0)
            build.AddFault(name, length, "Its content does not have the size that the archive says.");
        else
            build.Add(name, start, count);
    }
}
