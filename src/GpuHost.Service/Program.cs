return await GpuHost.Service.ServiceProgram.RunAsync(args);
