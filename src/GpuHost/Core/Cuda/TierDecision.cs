namespace GpuHost.Core.Cuda;

/// <summary>Where a batch was sent, and why.</summary>
/// <param name="ToDevice">Whether the device took its share of it.</param>
/// <param name="Reason">In a few words.</param>
/// <param name="CpuMicroseconds">What the processor was expected to take for that share.</param>
/// <param name="DeviceMicroseconds">What the device was expected to take.</param>
public sealed record TierDecision(bool ToDevice, string Reason, double CpuMicroseconds, double DeviceMicroseconds);
