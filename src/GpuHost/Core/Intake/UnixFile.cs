using System.Runtime.InteropServices;
using System.Text;

namespace GpuHost.Core.Intake;

/// <summary>
/// Calls into libc: what kind of file a name stands for and where it really lies, which .NET does not offer, and opening and reading, which
/// cost half of .NET's here because nothing is locked and no handle object is made.
/// </summary>
internal static partial class UnixFile
{
    private const int AtCurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint BasicFields = 0x7ff;
    private const int EmptyPath = 0x1000;
    private const int PathBytesMax = 4096;
    private const int Interrupted = 4;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;

    // One of the few flags whose number depends on the processor.
    private static readonly int OpenNoFollow =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x20000;

    /// <summary>Whether <see cref="TryStat(string, out FileStatus)"/> works here: statx has one layout on every Linux.</summary>
    public static bool HasStat { get; } = OperatingSystem.IsLinux();

    /// <summary>Reads what a name stands for, without following a symbolic link.</summary>
    /// <returns>Zero, or the error number.</returns>
    public static int TryStat(string path, out FileStatus status)
    {
        var code = StatX(AtCurrentFolder, path, NoFollow, BasicFields, out var buffer);
        status = buffer.ToStatus();
        return code == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>Reads what an open file is now.</summary>
    /// <returns>Zero, or the error number.</returns>
    public static int TryStat(int descriptor, out FileStatus status)
    {
        var code = StatX(descriptor, "", EmptyPath, BasicFields, out var buffer);
        status = buffer.ToStatus();
        return code == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>
    /// Opens a file for reading. A symbolic link is refused and a pipe does not block: the name may have changed since it was looked at.
    /// </summary>
    /// <returns>The descriptor, or the error number negated.</returns>
    public static int TryOpen(string path)
    {
        var descriptor = Open(path, CloseOnExec | NonBlocking | OpenNoFollow);
        return descriptor >= 0 ? descriptor : -Marshal.GetLastPInvokeError();
    }

    /// <summary>Reads the next bytes.</summary>
    /// <returns>Bytes read, zero at the end, or the error number negated.</returns>
    public static int TryRead(int descriptor, Span<byte> target)
    {
        while (true)
        {
            var count = Read(descriptor, target, (nuint)target.Length);
            if (count >= 0)
                return (int)count;
            var code = Marshal.GetLastPInvokeError();
            if (code != Interrupted)
                return -code;
        }
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

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Read(int descriptor, Span<byte> target, nuint count);

    /// <summary>Closes a descriptor; what it answers changes nothing for a file that was only read.</summary>
    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Close(int descriptor);

    // From the manual page statx(2): stx_mode at 28, stx_ino at 32, stx_size at 40, stx_mtime at 112, 256 bytes in all.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatXBuffer
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public long Size;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;

        public readonly FileStatus ToStatus() => new(KindOf(Mode), Size, (ModifiedSeconds * 1_000_000_000) + ModifiedNanoseconds, Inode);
    }
}
