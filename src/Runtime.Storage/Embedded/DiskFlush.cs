using System.Runtime.InteropServices;

namespace Workflows.Storage.Embedded;

/// <summary>Brings the entries of a folder to disk: without it a file that was renamed into it may have its old name after a loss of
/// power.</summary>
internal static partial class DiskFlush
{
    private const int ReadOnly = 0;

    /// <summary>Does nothing on Windows, which keeps renames by itself.</summary>
    public static void Folder(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var handle = Open(path, ReadOnly);
        if (handle < 0)
            return;             // removed in the meantime: then there is nothing to keep
        var code = Sync(handle);
        var error = Marshal.GetLastPInvokeError();
        _ = Close(handle);
        if (code != 0)
            throw new IOException($"The folder '{path}' cannot be flushed to disk: {Marshal.GetPInvokeErrorMessage(error)}.", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int handle);
}
