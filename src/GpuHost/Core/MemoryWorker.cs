using System.Security.Cryptography;
using System.Runtime.InteropServices;
using GpuHost.Core.Containers;
using GpuHost.Core.Cuda;
using GpuHost.Core.Digests;
using GpuHost.Core.Rules;
using GpuHost.Core.Scan;
using GpuHost.Core.Tiers;

namespace GpuHost.Core;

/// <summary>
/// One thread's work on files that are in memory already, as they come out of packs and archives, or that come as streams: the same pass as over
/// files on disk, with the same results. Digests come first and by themselves, so that a caller who knows a content leaves it at that; the others can be
/// offered to a device before they are examined. Not for two threads at once.
/// </summary>
internal sealed class MemoryWorker : IDisposable
{
    /// <summary>Bytes that memory must have behind each file, of whatever value.</summary>
    public const int BytesBehind = Padding;

    private const int LaneBytesMax = 16 * 1024;         // from here on the processor's own SHA instructions win
    private const int LaneFilesMin = 6;                 // fewer leave too many lanes idle
    private const int Padding = Prefilter.PaddingBytes;

    private readonly FilePass pass;
    private readonly ContainerOpener? opener;
    private readonly Sha256Lanes? lanes;
    private readonly DeviceShare? device;
    private readonly byte[] block;
    private readonly int blockBytes;

    public MemoryWorker(RuleSet rules, FileCoreOptions options, CudaTier? cuda = null)
    {
        Tier = TierSet.OnProcessor(options.Tier);
        pass = new FilePass(rules, options, Tier);
        opener = options.OpenContainers ? new ContainerOpener(rules, options, Tier) : null;
        device = cuda is null ? null : new DeviceShare(cuda, options);
        lanes = Tier == Tier.Avx512 && Sha256Lanes.IsSupported ? new Sha256Lanes() : null;
        blockBytes = options.BlockBytes;
        block = GC.AllocateUninitializedArray<byte>(blockBytes + (2 * Padding), pinned: true);
        block.AsSpan(0, Padding).Clear();
    }

    /// <summary>What the processor works with.</summary>
    public Tier Tier { get; }

    /// <summary>Where the time goes.</summary>
    public StageClock Clock => pass.Clock;

    public void Dispose()
    {
        pass.Dispose();
        opener?.Dispose();
    }

    /// <summary>Hashes files.</summary>
    /// <param name="memory">Pinned memory that holds them.</param>
    /// <param name="files">Where each begins and how many bytes it has.</param>
    /// <param name="digests">Takes 32 bytes for each, in the order of the files.</param>
    public void Digest(byte[] memory, ReadOnlySpan<(int Start, int Length)> files, Span<byte> digests)
    {
        Clock.Start();
        var small = new List<int>(files.Length);
        for (var index = 0; index < files.Length; index++)
        {
            if (lanes is not null && files[index].Length <= LaneBytesMax)
                small.Add(index);
            else
                SHA256.HashData(memory.AsSpan(files[index].Start, files[index].Length), digests.Slice(index * 32, 32));
        }

        if (small.Count < LaneFilesMin)
        {
            foreach (var index in small)
                SHA256.HashData(memory.AsSpan(files[index].Start, files[index].Length), digests.Slice(index * 32, 32));
        }
        else
        {
            DigestInLanes(memory, files, small, digests);
        }

        Clock.Add(Stage.Digest);
    }

    /// <summary>
    /// Offers files to the device, which works on them while this thread does something else. Their memory stays as it is until they are examined.
    /// </summary>
    /// <param name="memory">Holds the files.</param>
    /// <param name="files">Where each begins and how many bytes it has.</param>
    /// <returns>
    /// Null when there is no device or nothing for it to do; otherwise <see cref="Wait"/>, <see cref="Run"/> for each and <see cref="End"/> follow, or, at
    /// any time, <see cref="GiveUp"/>.
    /// </returns>
    public DeviceOffer? Offer(byte[] memory, ReadOnlySpan<(int Start, int Length)> files)
    {
        if (device is null || files.Length == 0)
            return null;
        Clock.Start();
        var ticket = device.TrySend(memory, files, out var load);
        Clock.Add(Stage.Device);
        return new DeviceOffer(ticket, load);
    }

    /// <summary>Waits until the device is done with what it was offered.</summary>
    /// <returns>Whether it did its share; the processor does the rest, or all.</returns>
    public bool Wait(DeviceOffer offer)
    {
        Clock.Start();
        if (offer.Ticket is not null && !device!.TryWait(offer.Ticket))
            offer.Ticket = null;
        offer.IsDone = true;
        Clock.Add(Stage.Device);
        offer.Before = (Clock.Seconds(Stage.Measure), Clock.Seconds(Stage.Tokens));
        return offer.Ticket is not null;
    }

    /// <summary>Ends what was offered and waited for, once its files were examined.</summary>
    public void End(DeviceOffer offer)
    {
        if (offer.Ticket is not null)
            offer.Ticket.Return();
        else
            device!.Learn(offer.Load, Clock.Seconds(Stage.Measure) - offer.Before.Measure, Clock.Seconds(Stage.Tokens) - offer.Before.Tokens);
        offer.Ticket = null;
    }

    /// <summary>Leaves what was offered, whatever became of it.</summary>
    public void GiveUp(DeviceOffer offer)
    {
        if (offer.Ticket is not null && (offer.IsDone || device!.TryWait(offer.Ticket)))
            offer.Ticket.Return();
        offer.Ticket = null;
    }

    /// <summary>Examines a file.</summary>
    /// <param name="path">The path for its record; its name tells the language.</param>
    /// <param name="memory">Holds the file, with <see cref="BytesBehind"/> bytes behind it.</param>
    /// <param name="file">Where it begins and how many bytes it has.</param>
    /// <param name="sha256">Its digest.</param>
    /// <param name="known">What a device knows of it.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    public FileFacts Run(
        string path, byte[] memory, (int Start, int Length) file, ReadOnlySpan<byte> sha256, in DeviceFacts known, CancellationToken cancellationToken)
    {
        Clock.Start();
        var bytes = memory.AsSpan(file.Start, file.Length);
        FileFacts facts;
        if (file.Length <= blockBytes)
        {
            bytes.CopyTo(block.AsSpan(Padding));        // into the second-level cache, with zeros around
            block.AsSpan(Padding + file.Length, Padding).Clear();
            facts = pass.RunWhole(path, block, (Padding, file.Length), sha256, in known);
        }
        else
        {
            facts = pass.RunLarge(path, memory, file, in known, cancellationToken);
        }

        if (opener is null)
            return facts;
        if (facts.Record.IsText)
        {
            if (file.Length <= blockBytes)
                facts = facts with { Record = opener.OpenBase64(facts.Record, bytes, cancellationToken) };
        }
        else if (ContainerKinds.Find(bytes) != ContainerKind.None)
        {
            using var content = new MemoryStream(memory, file.Start, file.Length, writable: false);
            facts = facts with { Record = opener.Open(facts.Record, content, cancellationToken) };
        }

        Clock.Add(Stage.Containers);
        return facts;
    }

    /// <summary>Reads and examines a file that does not fit into memory. Containers are opened when the stream can seek.</summary>
    /// <param name="path">The path for its record.</param>
    /// <param name="content">The file from its start.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public FileFacts RunStream(string path, Stream content, CancellationToken cancellationToken)
    {
        Clock.Start();
        var facts = pass.RunSource(path, new StreamBlocks(content), cancellationToken);
        if (opener is null || facts.Record.IsText || !content.CanSeek)
            return facts;
        content.Position = 0;
        facts = facts with { Record = opener.Open(facts.Record, content, cancellationToken) };
        Clock.Add(Stage.Containers);
        return facts;
    }

    private void DigestInLanes(byte[] memory, ReadOnlySpan<(int Start, int Length)> files, List<int> small, Span<byte> digests)
    {
        var lengths = files.ToArray();
        small.Sort((left, right) => lengths[right].Length.CompareTo(lengths[left].Length));     // so that the lanes end together
        var messages = small.ConvertAll(index => lengths[index]);
        var sorted = new byte[small.Count * 32];
        lanes!.Hash(memory, CollectionsMarshal.AsSpan(messages), sorted);
        for (var at = 0; at < small.Count; at++)
            sorted.AsSpan(at * 32, 32).CopyTo(digests[(small[at] * 32)..]);
    }
}
