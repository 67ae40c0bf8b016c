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
    /// <summary>The most bytes of a zip's directory: as many members as there may be, with names of 200 bytes.</summary>
    public const int DirectoryBytesMax = 64 * 1024 * 1024;

    /// <summary>The most members of a zip: each is in memory with some 300 bytes, before the first is read. A tar is read as it comes.</summary>
    public const int ZipMembersMax = 250_000;

    private const int RatioMax = 1_100;     // above what deflate can reach at all, an archive is not trusted at any size
    private const int ReadBytesMax = 128 * 1024;
    private const string Unreadable = "It is damaged, cut short or packed in a way that is not known.";

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
        using var counted = unzipped is null ? null : new MeteredStream(unzipped, budget);      // everything: headers can be a bomb, too
        using var input = new TarInput((Stream?)counted ?? archive);
        await using var tar = new TarMembers(input);
        var entries = 0;
        while (await tar.NextAsync(cancellationToken) is { } entry)
        {
            entries++;
            var isLink = entry.EntryType is TarEntryType.SymbolicLink or TarEntryType.HardLink;
            var isFile = entry.DataStream is not null || entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile;
            if ((isLink || isFile) && build.IsFull)
                build.LeaveOut(1);
            else if (isLink)
                await build.AddFaultAsync(entry.Name, 0, "It is a link in an archive, which is not followed.", cancellationToken);
            else if (isFile)
                await TakeAsync(entry.Name, entry.DataStream is null ? 0 : entry.Length, entry.DataStream ?? Stream.Null, build, cancellationToken);
        }

        if (entries == 0 && archive.Length > 0)
            throw new InvalidDataException("it has no entries.");
        if (unzipped is null)
            return;
        for (var count = 1; count > 0;)
            count = await counted!.ReadAsync(head, cancellationToken);        // filling behind the last entry
        if (unzipped.IsCutShort())
            throw new InvalidDataException("its packed content is shorter than its end says.");
    }

    private static async Task ReadZipAsync(Stream archive, UnpackBudget budget, BatchBuild build, CancellationToken cancellationToken)
    {
        using var zip = ZipInput.Open(archive, DirectoryBytesMax, ZipMembersMax);
        foreach (var entry in zip.Entries.Where(entry => !entry.FullName.EndsWith('/')))
        {
            if (build.IsFull)
            {
                build.LeaveOut(1);
                continue;
            }

            if (entry.IsEncrypted)
            {
                await build.AddFaultAsync(entry.FullName, entry.Length, "It is encrypted.", cancellationToken);
                continue;
            }

            if (await TakeMemberAsync(entry, budget, build, cancellationToken) is { } fault)
                await build.AddFaultAsync(entry.FullName, entry.Length, fault, cancellationToken);
        }
    }

    private static async Task<string?> TakeMemberAsync(ZipArchiveEntry entry, UnpackBudget budget, BatchBuild build, CancellationToken cancellationToken)
    {
        ZipContent? content = null;
        try
        {
            await using var data = await entry.OpenAsync(cancellationToken);
            content = new ZipContent(entry, data) { ThrowsAtEnd = true };
            using var metered = new MeteredStream(content, budget);
            await TakeAsync(entry.FullName, entry.Length, metered, build, cancellationToken);
            return null;
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or NotSupportedException)
        {
            return content?.Fault is { } fault ? $"It is damaged or cut short: {fault}." : Unreadable;     // not the framework's words, which change
        }
    }

    private static async Task TakeAsync(string name, long length, Stream data, BatchBuild build, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (await build.TakeAsync(length, cancellationToken) is not { } start)
        {
            await build.StreamAsync(name, length, data, cancellationToken);
            return;
        }

        var target = build.Arena.Memory.AsMemory(start, (int)length);
        var count = 0;
        for (var read = 1; read > 0 && count < length; count += read)
            read = await data.ReadAsync(target.Slice(count, Math.Min(target.Length - count, ReadBytesMax)), cancellationToken);
        if (count != length || await data.ReadAsync(new byte[1], cancellationToken) > 0)
            build.AddFault(name, length, "Its content does not have the size that the archive says.");
        else
            build.Add(name, start, count);
    }
}
