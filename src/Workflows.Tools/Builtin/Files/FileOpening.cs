using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Files;

/// <summary>Opens files for reading. .NET would wait at a named pipe until somebody writes to it, beyond every time limit.</summary>
internal static partial class FileOpening
{
    private const int NonBlocking = 0x800;      // of Linux, on every processor that .NET has
    private const int CloseOnExec = 0x80000;

    /// <summary>Opens a file that has content of its own.</summary>
    /// <param name="full">Its full path.</param>
    /// <param name="asked">What it was asked for by.</param>
    /// <exception cref="ToolException">It is a pipe or a device.</exception>
    public static FileStream Read(string full, string asked)
    {
        var stream = Open(full);
        if (stream.CanSeek)
            return stream;
        stream.Dispose();
        throw new ToolException(ToolErrorKind.InvalidArguments, $"'{asked}' is a pipe or a device, not a file.");
    }

    private static FileStream Open(string full)
    {
        if (OperatingSystem.IsLinux() && Open(full, NonBlocking | CloseOnExec) is { IsInvalid: false } handle)
            return new FileStream(handle, System.IO.FileAccess.Read);
        return new FileStream(full, FileMode.Open, System.IO.FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);     // says what is wrong
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle Open(string path, int flags);
}
