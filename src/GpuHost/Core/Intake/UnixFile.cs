using System.Runtime.InteropServices;
using System.Text;

namespace GpuHost.Core.Intake;

/// <summary>The two calls into libc that .NET does not offer: what kind of file a name stands for, and where it really lies.</summary>
internal static partial class UnixFile
{
    private const int AtCurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint BasicFields = 0x7ff;
    private const int PathBytesMax = 4096;

    /// <summary>Whether <see cref="TryStat"/> works here: statx has one layout on every Linux.</summary>
    public static bool HasStat { get; } = OperatingSystem.IsLinux();

    /// <summary>Reads what a name stands for, without following a symbolic link.</summary>
    /// <returns>Zero, or the error number.</returns>
    public static int TryStat(string path, out FileKind kind, out long size)
    {
        var code = StatX(AtCurrentFolder, path, NoFollow, BasicFields, out var status);
        (kind, size) = (KindOf(status.Mode), status.Size);
        return code == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>The path with every symbolic link resolved.</summary>
    /// <returns>Zero, or the error number.</returns>
    public static unsafe int TryRealPath(string path, out string real)
    {
        var buffer = stackalloc byte[PathBytesMax];
        real = "";
        if (RealPath(path, buffer) == null)
            return Marshal.GetLastPInvokeError();
        real = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(buffer));
        return 0;
    }

    private static FileKind KindOf(ushort mode) => (mode & 0xF000) switch
    {
        0x8000 => FileKind.Regular,
        0x4000 => FileKind.Folder,
        0xA000 => FileKind.SymbolicLink,
        0x1000 => FileKind.Pipe,
        0xC000 => FileKind.Socket,
        _ => FileKind.Device,
    };

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StatX(int folder, string path, int flags, uint mask, out StatXBuffer status);

    [LibraryImport("libc", EntryPoint = "realpath", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial byte* RealPath(string path, byte* resolved);

    // From the manual page statx(2): stx_mode at 28, stx_size at 40, 256 bytes in all.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatXBuffer
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(40)]
        public long Size;
    }
}
