using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using GpuHost.Core.Cuda.Batches;

namespace GpuHost.Tests.Cuda;

/// <summary>What the build embedded is what the host starts.</summary>
public sealed partial class KernelImageTests
{
    [Fact]
    public void Image_EveryKernel_TakesTheHostsStructure()
    {
        var sizes = Parameters().Matches(Encoding.ASCII.GetString(KernelImage.Load()))
            .ToDictionary(match => match.Groups["name"].Value, match => int.Parse(match.Groups["bytes"].Value));
        Assert.Equal(
            new Dictionary<string, int>
            {
                ["measure"] = Marshal.SizeOf<MeasureArguments>(),
                ["find_starts"] = Marshal.SizeOf<TokenArguments>(),
                ["count_tokens"] = Marshal.SizeOf<TokenArguments>(),
                ["filter_places"] = Marshal.SizeOf<FilterArguments>(),
            }.OrderBy(pair => pair.Key),
            sizes.OrderBy(pair => pair.Key));
        Assert.Equal(KernelImage.Names.Order(), sizes.Keys.Order());
    }

    [Fact]
    public void Image_Header_IsForDevicesFrom75On()
    {
        var ptx = Encoding.ASCII.GetString(KernelImage.Load());
        Assert.Contains(".target sm_75", ptx, StringComparison.Ordinal);
        Assert.Contains(".version 6.", ptx, StringComparison.Ordinal);      // what CUDA 10 knows
        Assert.EndsWith("\0", ptx, StringComparison.Ordinal);
    }

    [Fact]
    public void Image_Code_UsesWholeNumbersOnly() =>
        Assert.DoesNotMatch(@"\.f(16|32|64)\b", Encoding.ASCII.GetString(KernelImage.Load()));

    [GeneratedRegex(@"\.entry (?<name>\w+)\(\s*\.param \.align 8 \.b8 \w+\[(?<bytes>\d+)\]", RegexOptions.None, 1000)]
    private static partial Regex Parameters();
}
