using Workflows.Cli;

return await CommandLine.RunAsync(args);
