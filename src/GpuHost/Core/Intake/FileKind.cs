namespace GpuHost.Core.Intake;

/// <summary>What a name in a folder stands for.</summary>
internal enum FileKind
{
    Regular,
    Folder,
    SymbolicLink,
    Pipe,
    Socket,
    Device,
}
