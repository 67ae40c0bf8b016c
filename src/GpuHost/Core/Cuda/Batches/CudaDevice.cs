using System.Runtime.InteropServices;
using GpuHost.Core.Cuda.Driver;
using GpuHost.Core.Rules;
using GpuHost.Core.Tokens;

namespace GpuHost.Core.Cuda.Batches;

/// <summary>A device with our kernels and tables on it.</summary>
internal sealed class CudaDevice : IDisposable
{
    private const int CapabilityMajor = 75;     // numbers of attributes in the driver's API
    private const int CapabilityMinor = 76;

    private readonly List<IDisposable> held = [];

    private CudaDevice(int device, CudaDeviceInfo info, RuleSet rules)
    {
        Info = info;
        Context = CudaContext.Retain(device);
        try
        {
            using var entered = Context.Enter();
            var module = Hold(new CudaModule(Context, KernelImage.Load()));
            (Measure, FindStarts) = (module.Function("measure"), module.Function("find_starts"));
            (CountTokens, FilterPlaces) = (module.Function("count_tokens"), module.Function("filter_places"));
            Tables = LoadVocabulary(VocabularyImage.Shared);
            (AnchorGroups, Anchors) = (rules.Prefilter.Tables.Groups, Table<ulong>(rules.Prefilter.Tables.Bits));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public CudaDeviceInfo Info { get; }

    public CudaContext Context { get; }

    public nint Measure { get; }

    public nint FindStarts { get; }

    public nint CountTokens { get; }

    public nint FilterPlaces { get; }

    /// <summary>The vocabulary on the device.</summary>
    public TokenTables Tables { get; }

    /// <summary>The tables of the rules' anchors on the device.</summary>
    public nint Anchors { get; }

    public int AnchorGroups { get; }

    /// <summary>Sees to it that there are kernels and a driver.</summary>
    /// <exception cref="CudaException">One is missing.</exception>
    public static void Look(CudaOptions options)
    {
        KernelImage.Require();
        CudaLibrary.Load(options.DriverLibrary);
    }

    /// <summary>Opens a device.</summary>
    /// <exception cref="CudaException">It cannot be used.</exception>
    public static CudaDevice Open(CudaOptions options, RuleSet rules)
    {
        var (device, info) = Find(options);
        return new CudaDevice(device, info, rules);
    }

    /// <summary>Sees to it that there is a device that will do, without taking anything of it.</summary>
    /// <exception cref="CudaException">There is none.</exception>
    public static void Check(CudaOptions options) => Find(options);

    public void Dispose()
    {
        held.ForEach(part => part.Dispose());
        Context.Dispose();
    }

    private static (int Device, CudaDeviceInfo Info) Find(CudaOptions options)
    {
        Look(options);
        CudaException.Check(CudaNative.DriverGetVersion(out var version), "tell its driver's version");
        if (version < KernelImage.DriverVersionMin)
        {
            throw new CudaException(
                CudaFaultKind.DriverTooOld, $"The driver is for CUDA {version / 1000}.{version % 1000 / 10}; 10.0 is the oldest that will do.");
        }

        CudaException.Check(CudaNative.Init(0), "start");
        CudaException.Check(CudaNative.DeviceGetCount(out var count), "be counted");
        if (options.Device >= count)
            throw new CudaException(CudaFaultKind.NoDevice, $"There is no device {options.Device}: the driver has {count}.");
        CudaException.Check(CudaNative.DeviceGet(out var device, options.Device), "be named");
        return (device, Describe(device, version));
    }

    private static unsafe CudaDeviceInfo Describe(int device, int version)
    {
        CudaException.Check(CudaNative.DeviceGetAttribute(out var major, CapabilityMajor, device), "tell its capability");
        CudaException.Check(CudaNative.DeviceGetAttribute(out var minor, CapabilityMinor, device), "tell its capability");
        var text = stackalloc byte[256];
        CudaException.Check(CudaNative.DeviceGetName(text, 256, device), "tell its name");
        var name = Marshal.PtrToStringUTF8((nint)text)!;
        CudaException.Check(CudaNative.DeviceGetBusId(text, 256, device), "tell its bus");
        CudaException.Check(CudaNative.DeviceTotalMemory(out var bytes, device), "tell its memory");
        if ((major * 10) + minor < KernelImage.CapabilityMin)
        {
            throw new CudaException(
                CudaFaultKind.DeviceTooOld, $"The device '{name}' has compute capability {major}.{minor}; the kernels need 7.5.");
        }

        return new CudaDeviceInfo(name, $"{major}.{minor}", (long)bytes, version, Marshal.PtrToStringUTF8((nint)text)!);
    }

    private TokenTables LoadVocabulary(VocabularyImage image) => new()
    {
        Kinds = Table<byte>(CharKinds.OfScalar),
        Keys = Table<ulong>(image.Keys),
        Ranks = Table<uint>(image.Ranks),
        LongSlots = Table<uint>(image.LongSlots),
        LongTokens = Table<uint>(image.LongTokens),
        Pool = Table<byte>(image.Pool),
        Mixer = VocabularyImage.Mixer,
        KindsKnown = (uint)CharKinds.OfScalar.Length,
        SlotBits = (uint)image.SlotBits,
        LongSlotBits = (uint)image.LongSlotBits,
        PieceBytesMax = TokenCounter.PieceBytesMax,
        TokenBytesMax = (uint)image.TokenBytesMax,
    };

    private nint Table<T>(ReadOnlySpan<T> table)
        where T : unmanaged => Hold(DeviceMemory.Of(Context, table)).Value;

    private TPart Hold<TPart>(TPart part)
        where TPart : IDisposable
    {
        held.Add(part);
        return part;
    }
}
