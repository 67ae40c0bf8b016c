namespace GpuHost.Core.Cuda;

/// <summary>Files that were offered to the device together. Not for two threads at once.</summary>
/// <param name="ticket">Their way through the device; null when the processor does it all.</param>
/// <param name="load">What they ask for.</param>
internal sealed class DeviceOffer(CudaTicket? ticket, BatchLoad load)
{
    /// <summary>Their way through the device; null when the processor does it all.</summary>
    public CudaTicket? Ticket { get; set; } = ticket;

    /// <summary>What they ask for.</summary>
    public BatchLoad Load => load;

    /// <summary>Whether it was waited for.</summary>
    public bool IsDone { get; set; }

    /// <summary>Seconds that this thread had spent on measures and tokens before it came to these files.</summary>
    public (double Measure, double Tokens) Before { get; set; }

    /// <summary>What the device found out about a file, by its number among them; nothing when the processor does it.</summary>
    public DeviceFacts Facts(int file) => Ticket is null ? default : Ticket.Facts(file);
}
