return await Models.LocalServer.LocalServerProgram.RunAsync(args);
