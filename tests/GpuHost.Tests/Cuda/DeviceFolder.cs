using GpuHost.Core;
using GpuHost.Core.Cuda;
using GpuHost.Core.Rules;
using GpuHost.Core.Tiers;
using GpuHost.Tests.Core;
using Workflows.Contracts.Files;

namespace GpuHost.Tests.Cuda;

/// <summary>A folder of files of all kinds, and what plain C# finds out about them.</summary>
internal sealed class DeviceFolder : IDisposable
{
    private readonly TempFolder folder = new();

    public DeviceFolder(int seed, int files)
    {
        var names = Texts.Files(seed, files).Select(file =>
        {
            folder.Write(file.Name, file.Bytes);
            return file.Name;
        });
        Batch = new FileBatch(folder.Root, [.. names]);
        using var reference = new FileCore(new FileCoreOptions { Tier = Tier.Scalar, Measure = true }, RuleSet.BuiltIn);
        Expected = reference.Inspect(Batch, CancellationToken.None);
    }

    public string Root => folder.Root;

    public FileBatch Batch { get; }

    public IReadOnlyList<FileFacts> Expected { get; }

    /// <summary>Small batches, so that a folder makes several.</summary>
    public static CudaOptions Small { get; } = new() { DriverLibrary = StandinDriver.Library, BatchBytes = 1024 * 1024, FilesPerBatchMax = 24 };

    public static FileCoreOptions Options(Tier? tier, CudaOptions? cuda = null) =>
        new() { Tier = tier, Measure = true, Cuda = cuda ?? Small };

    public void AssertSame(FileCore core) =>
        Assert.Empty(Comparison.Differing(Expected, core.Inspect(Batch, CancellationToken.None)));

    public void Dispose() => folder.Dispose();
}
