using GpuHost.Tests.Cuda;

return CudaChild.Run(args);
