namespace GpuHost.Core.Folders;

/// <summary>Files that one thread names, some process and one hands over.</summary>
internal sealed class ScanShare(long number, string[] paths)
{
    private int waiting = 1;        // the share itself, and each of its large files

    /// <summary>Its place in the order of names.</summary>
    public long Number { get; } = number;

    public string[] Paths { get; } = paths;

    public FileFacts[] Facts { get; } = new FileFacts[paths.Length];

    /// <summary>Says that files of it are left to others.</summary>
    public void Leave(int files) => Interlocked.Add(ref waiting, files);

    /// <summary>Says that the share, or one of its large files, is done; true when nothing of it is left.</summary>
    public bool IsDoneAfter() => Interlocked.Decrement(ref waiting) == 0;
}
