using GpuHost.Core.Cuda.Driver;

namespace GpuHost.Tests.Cuda;

[Collection(CudaCollection.Name)]
public sealed class CudaLibraryTests
{
    [Fact]
    public void Load_OtherLibraryThanTheOneInUse_IsRefused()
    {
        CudaLibrary.Load(StandinDriver.Library);
        CudaLibrary.Load(StandinDriver.Library);
        Assert.Equal(CudaFaultKind.NoDriver, Assert.Throws<CudaException>(() => CudaLibrary.Load("/nowhere/libcuda.so.1")).Kind);
    }

    [Fact]
    public void Require_NoSuchFile_SaysSo()
    {
        var fault = Assert.Throws<CudaException>(() => CudaLibrary.Require("/nowhere/libcuda.so.1"));
        Assert.Equal(CudaFaultKind.NoDriver, fault.Kind);
        Assert.Contains("/nowhere/libcuda.so.1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Require_LibraryWithoutAnEntryPoint_NamesIt()
    {
        var fault = Assert.Throws<CudaException>(() => CudaLibrary.Require(StandinDriver.OldLibrary));
        Assert.Equal(CudaFaultKind.DriverTooOld, fault.Kind);
        Assert.Contains("cuEventElapsedTime", fault.Message, StringComparison.Ordinal);
    }
}
