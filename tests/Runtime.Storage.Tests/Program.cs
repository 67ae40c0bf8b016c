using Runtime.Storage.Tests.Embedded;

return await CrashWriter.RunAsync(args);
