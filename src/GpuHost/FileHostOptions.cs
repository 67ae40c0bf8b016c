using System.ComponentModel.DataAnnotations;
using GpuHost.Core;
using GpuHost.Core.Cuda;
using GpuHost.Core.Tiers;

namespace GpuHost;

/// <summary>Settings of the file host, section <c>GpuHost</c>. All are checked at the start, and all errors told at once.</summary>
public sealed record FileHostOptions
{
    /// <summary>Whether the app works on batches itself; false when containers of the file host do.</summary>
    public bool InProcess { get; init; } = true;

    /// <summary>The setting of the storage account; null: <c>AzureWebJobsStorage</c>.</summary>
    public string? Connection { get; init; }

    /// <summary>The queue of batches. Its poison queue has <c>-poison</c> behind it.</summary>
    public string Queue { get; init; } = "file-batches";

    /// <summary>The queue that is told of batches that are done.</summary>
    public string DoneQueue { get; init; } = "file-batches-done";

    /// <summary>The container of results.</summary>
    public string Results { get; init; } = "file-results";

    /// <summary>The container of packs.</summary>
    public string Packs { get; init; } = "file-packs";

    /// <summary>Whether messages go out in Base64, as functions expect unless host.json says otherwise. What comes in may be either.</summary>
    public bool Base64 { get; init; } = true;

    /// <summary>
    /// Batches on their way at the same time: while some are worked on, others come in and go out. Each holds an arena. 0: two more than processors.
    /// </summary>
    [Range(0, 256)]
    public int BatchesInFlight { get; init; }

    /// <summary>Batches worked on at the same time. 0: one for each processor.</summary>
    [Range(0, 256)]
    public int Workers { get; init; }

    /// <summary>Memory for the files of a batch: at least the largest pack. A larger file is streamed.</summary>
    [Range(Packs16, 1024 * 1024 * 1024)]
    public int ArenaBytes { get; init; } = Packs16;

    /// <summary>For how long a message is hidden at a time; it is renewed at half of it. After a crash the batch is taken up again that late.</summary>
    [Range(1, 3_600)]
    public int LeaseSeconds { get; init; } = 60;

    /// <summary>The longest pause between two looks at an empty queue of Azure Storage; the embedded one wakes its reader.</summary>
    [Range(1, 600)]
    public int PollSecondsMax { get; init; } = 5;

    /// <summary>How often a batch is tried before it goes to the poison queue.</summary>
    [Range(1, 100_000)]
    public int DequeuesMax { get; init; } = 5;

    /// <summary>On a stop, how long batches on their way may take; then they are given back to the queue.</summary>
    [Range(0, 3_600)]
    public int DrainSeconds { get; init; } = 20;

    /// <summary>The most files of one batch; the rest is counted in the result.</summary>
    [Range(1, 10_000_000)]
    public int FilesPerBatchMax { get; init; } = 1_000_000;

    /// <summary>The most bytes that come out of one tar or zip.</summary>
    [Range(1L, 1L << 50)]
    public long UnpackedBytesMax { get; init; } = 8L * 1024 * 1024 * 1024;

    /// <summary>Folders that batches of kind <c>Folder</c> may name or lie in; none: such batches are refused.</summary>
    public IReadOnlyList<string> Roots { get; init; } = [];

    /// <summary>A rules file in place of the built-in rules.</summary>
    public string? RulesFile { get; init; }

    /// <summary>Memory for what is known of contents seen before; 0: nothing is kept in memory.</summary>
    [Range(0L, 1L << 40)]
    public long CacheMemoryBytes { get; init; } = 32L * 1024 * 1024;

    /// <summary>Disk for the same; 0: nothing is kept on disk.</summary>
    [Range(0L, 1L << 44)]
    public long CacheDiskBytes { get; init; } = 128L * 1024 * 1024;

    /// <summary>Where temporary files and the cache lie. Null: <c>files/</c> in the data folder of the app.</summary>
    public string? Folder { get; init; }

    /// <summary>
    /// The instruction set or device that files are processed with, by the app's own file core too; null for the best that there is for each batch. Results do
    /// not depend on it. One that is named and not there stops the start.
    /// </summary>
    public Tier? Tier { get; init; }

    /// <summary>The number that the driver gives the graphics device.</summary>
    [Range(0, 63)]
    public int Device { get; init; }

    /// <summary>Path of the graphics driver's library; null for the system's.</summary>
    public string? DriverLibrary { get; init; }

    /// <summary>Path of NVIDIA's management library, which tells the device's use; null for the system's.</summary>
    public string? ManagementLibrary { get; init; }

    /// <summary>Bytes of files that go to the device together.</summary>
    [Range(1024 * 1024, 32 * 1024 * 1024)]
    public int DeviceBatchBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Batches on their way through the device at a time, each with twice its bytes of memory on both sides.</summary>
    [Range(2, 32)]
    public int DeviceLanesMax { get; init; } = 4;

    private const int Packs16 = GpuHost.Packs.PackFormat.BytesMax;

    /// <summary>Batches in flight, the default put in.</summary>
    public int InFlight => BatchesInFlight > 0 ? BatchesInFlight : WorkersNow + 2;

    /// <summary>Workers, the default put in.</summary>
    public int WorkersNow => Workers > 0 ? Workers : Environment.ProcessorCount;

    /// <summary>The same as options of the core.</summary>
    internal FileCoreOptions Core => new()
    {
        Tier = Tier,
        Cuda = new CudaOptions
        {
            Device = Device,
            DriverLibrary = Named(DriverLibrary),
            ManagementLibrary = Named(ManagementLibrary),
            BatchBytes = DeviceBatchBytes,
            LanesMax = DeviceLanesMax,
        },
    };

    private static string? Named(string? path) => string.IsNullOrEmpty(path) ? null : path;
}
