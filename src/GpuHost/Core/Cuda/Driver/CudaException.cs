using System.Runtime.InteropServices;

namespace GpuHost.Core.Cuda.Driver;

/// <summary>
/// A fault on its way to the border, <see cref="CudaTier"/>, which turns it into a state. It never leaves the tier, but for a tier that was asked
/// for by name and cannot start.
/// </summary>
internal sealed class CudaException(CudaFaultKind kind, string message) : Exception(message)
{
    private const int OutOfMemory = 2;
    private const int NoDevice = 100;
    private const int InvalidDevice = 101;
    private const int InvalidImage = 200;
    private const int NoBinaryForDevice = 209;
    private const int InvalidPtx = 218;
    private const int UnsupportedPtxVersion = 222;
    private const int StubLibrary = 34;
    private const int SystemDriverMismatch = 803;

    public CudaFaultKind Kind => kind;

    /// <summary>Whether it may be gone in a while: memory that others held, a device that was reset.</summary>
    public bool MayPass => kind is CudaFaultKind.OutOfMemory or CudaFaultKind.Lost;

    /// <summary>Throws unless a call went well.</summary>
    /// <param name="code">What it returned.</param>
    /// <param name="call">What it was to do, for the message.</param>
    public static void Check(int code, string call)
    {
        if (code != 0)
            throw new CudaException(KindOf(code), $"The device could not {call}: {NameOf(code)} ({code}).");
    }

    private static CudaFaultKind KindOf(int code) => code switch
    {
        OutOfMemory => CudaFaultKind.OutOfMemory,
        NoDevice or InvalidDevice => CudaFaultKind.NoDevice,
        StubLibrary or SystemDriverMismatch => CudaFaultKind.NoDriver,
        InvalidImage or NoBinaryForDevice or InvalidPtx or UnsupportedPtxVersion => CudaFaultKind.DriverTooOld,
        _ => CudaFaultKind.Lost,
    };

    private static unsafe string NameOf(int code) =>
        CudaNative.GetErrorName(code, out var name) == 0 && name != null ? Marshal.PtrToStringUTF8((nint)name)! : "an error without a name";
}
