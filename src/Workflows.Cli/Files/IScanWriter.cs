using GpuHost.Core;

namespace Workflows.Cli.Files;

/// <summary>Writes what a scan finds, while it goes on.</summary>
internal interface IScanWriter
{
    void Write(FileFacts facts);

    /// <summary>Ends the output.</summary>
    void End();
}
