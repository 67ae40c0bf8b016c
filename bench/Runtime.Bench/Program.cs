using Runtime.Bench;

return await BenchProgram.RunAsync(args);
