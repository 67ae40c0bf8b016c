using GpuHost.Core;
using GpuHost.Core.Rules;
using GpuHost.Core.Tiers;
using Workflows.Contracts.Files;

namespace GpuHost.Tests.Cuda;

/// <summary>
/// A process of its own for the driver that the system's loader finds:
/// <code>dotnet GpuHost.Tests.dll folder</code>
/// It processes a folder by device and by plain C# and compares all that was found out.
/// </summary>
internal static class CudaChild
{
    public const int Equal = 0;
    public const int Different = 1;
    public const int NoDevice = 3;

    public static int Run(string[] args)
    {
        var paths = Directory.EnumerateFiles(args[0], "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(args[0], path)).Order(StringComparer.Ordinal).ToList();
        try
        {
            using var reference = new FileCore(new FileCoreOptions { Tier = Tier.Scalar, Measure = true, DegreeOfParallelism = 2 }, RuleSet.BuiltIn);
            using var device = new FileCore(new FileCoreOptions { Tier = Tier.Cuda, Measure = true, DegreeOfParallelism = 2 }, RuleSet.BuiltIn);
            var batch = new FileBatch(args[0], paths);
            var differing = Comparison.Differing(
                reference.Inspect(batch, CancellationToken.None), device.Inspect(batch, CancellationToken.None)).ToList();
            Console.WriteLine($"{device.Device}\n{paths.Count} files, {differing.Count} differ {string.Join(", ", differing.Take(20))}");
            return differing.Count > 0 || device.Device.DeviceBatches == 0 || device.Device.Fallbacks > 0 ? Different : Equal;
        }
        catch (System.ComponentModel.DataAnnotations.ValidationException error)
        {
            Console.WriteLine(error.Message);
            return NoDevice;
        }
    }
}
