return await Files.Bench.BenchProgram.RunAsync(args);
