using System.Text.Unicode;
using GpuHost.Core.Cuda.Batches;
using GpuHost.Core.Text;
using GpuHost.Core.Types;

namespace GpuHost.Core.Cuda;

/// <summary>
/// One thread's use of the device: batches of files that lie in memory go there and come back while the thread does something else. The memory stays
/// as it is until then, so that the processor can do a batch that the device failed in. Not for two threads at once.
/// </summary>
internal sealed class DeviceShare(CudaTier tier, FileCoreOptions options)
{
    private readonly BatchWants wants =
        (options.Measure ? BatchWants.Measures : BatchWants.None) | (options.CountTokens ? BatchWants.Tokens : BatchWants.None) | BatchWants.Places;

    private readonly List<bool> isText = [];

    /// <summary>Sends files to the device.</summary>
    /// <param name="memory">Holds them.</param>
    /// <param name="files">Where each begins and how many bytes it has.</param>
    /// <param name="load">What they ask of it; nothing when it is not asked.</param>
    /// <returns>Null when the processor does it all.</returns>
    public CudaTicket? TrySend(byte[] memory, ReadOnlySpan<(int Start, int Length)> files, out BatchLoad load)
    {
        load = default;
        if (files.Length == 0 || !tier.IsPossible)
            return null;
        load = Load(memory, files);
        if (tier.TryBegin(in load) is not { } ticket)
            return null;
        for (var index = 0; index < files.Length; index++)
        {
            if (!ticket.TryAdd(memory.AsSpan(files[index].Start, files[index].Length), isText[index]))
                break;
        }

        return tier.TryLaunch(ticket) ? ticket : null;
    }

    /// <summary>Waits for a batch.</summary>
    /// <returns>Whether it has results; they can be read until it is returned. Without, nothing needs to be returned.</returns>
    public bool TryWait(CudaTicket ticket) => tier.TryWait(ticket);

    /// <summary>Tells what the processor took for a batch that it did alone.</summary>
    /// <param name="load">The batch, as it was offered to the device.</param>
    /// <param name="measureSeconds">For its measures.</param>
    /// <param name="tokenSeconds">For its tokens.</param>
    public void Learn(BatchLoad load, double measureSeconds, double tokenSeconds) =>
        tier.Model.Learn(rates => rates.AfterCpu(in load, measureSeconds * 1e9, tokenSeconds * 1e9));

    private BatchLoad Load(byte[] memory, ReadOnlySpan<(int Start, int Length)> files)
    {
        isText.Clear();
        var (bytes, textBytes) = (0L, 0L);
        foreach (var (start, length) in files)
        {
            isText.Add(options.CountTokens && IsUtf8(memory.AsSpan(start, length)));
            bytes += length;
            textBytes += isText[^1] ? length : 0;
        }

        return new BatchLoad(files.Length, bytes, textBytes, textBytes == 0 ? wants & ~BatchWants.Tokens : wants);
    }

    /// <summary>Whether the pass will take the file for UTF-8; when in doubt not, then the processor counts its tokens.</summary>
    private static bool IsUtf8(ReadOnlySpan<byte> bytes)
    {
        var head = bytes[..Math.Min(bytes.Length, MagicTable.HeadBytes)];
        return MagicTable.Find(head) is null && !bytes.Contains((byte)0) && Utf16Detector.Detect(head) is null && Utf8.IsValid(bytes);
    }
}
