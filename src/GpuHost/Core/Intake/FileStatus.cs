using System.Runtime.InteropServices;

namespace GpuHost.Core.Intake;

/// <summary>What the file system says of a file; two of them are equal when nothing was written in between.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileStatus(FileKind Kind, long Size, long ModifiedNanoseconds, ulong Inode);
