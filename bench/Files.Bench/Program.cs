return Files.Bench.BenchProgram.Run(args);
